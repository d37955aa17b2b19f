import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer, type AbstractHttpAdapter } from '@nestjs/core';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { HttpRequest } from '../../signaling/http-request.js';
import { HttpResponder } from '../../signaling/http-responder.js';
import { RoutePrefix } from '../../signaling/route-prefix.js';
import { StreamRoutes } from '../../signaling/stream-routes.js';
import { isBelow, pathOf } from '../page-url.js';
import { isOwnController } from '../registration-controller.js';
import { allowedMethods, type RegisteredRoute } from './allowed-methods.js';
import { acceptsHtml, ErrorPageRenderer } from './error-page.renderer.js';

/** As a stream may be called. */
const STREAM_NAME = /^\w[\w-]*$/;

type NotFoundHandler = (...args: unknown[]) => unknown;

/**
 * Shows the 404 page to browsers for unknown paths below the module's path.
 *
 * Wraps the not-found handler of Nest's adapter. A filter for `NotFoundException` would be global and override the host's
 * filters; a catch-all route would hide routes that the host registers later.
 */
@Injectable()
export class NotFoundPages implements OnModuleInit {
  private isShared: boolean | undefined;
  private registeredRoutes: readonly RegisteredRoute[] = [];

  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(ErrorPageRenderer) private readonly errorPages: ErrorPageRenderer,
  ) {}

  /** Sets the routes of the registration, once their paths are known, without what stands for the MJPEG paths of named streams. */
  setRoutes(routes: readonly RegisteredRoute[]): void {
    this.registeredRoutes = routes;
  }

  /** Runs before Nest sets its not-found handler, with any adapter. */
  onModuleInit(): void {
    const { httpAdapter } = this.adapterHost;
    // An application without HTTP has no adapter.
    if (!httpAdapter) return;
    const setNotFoundHandler = httpAdapter.setNotFoundHandler.bind(httpAdapter) as NotFoundHandler;
    httpAdapter.setNotFoundHandler = (handler: NotFoundHandler, ...rest: unknown[]): unknown =>
      setNotFoundHandler(this.before(handler, httpAdapter), ...rest);
  }

  private before(handler: NotFoundHandler, adapter: AbstractHttpAdapter): NotFoundHandler {
    return (request, response, ...rest) => {
      const path = pathOf(String(adapter.getRequestUrl(request)));
      const method = String(adapter.getRequestMethod(request));
      const allowed = allowedMethods(this.allRoutes(), path, this.routes.names);
      // Routers differ in case and slashes: if the method is allowed, the router saw another path than `allowedMethods`.
      if (allowed.length > 0 && (method === 'OPTIONS' || !allowed.includes(method))) {
        return this.refuseMethod(request as HttpRequest, response, method, allowed.join(', '));
      }
      const pending = this.pendingFailure(path, method);
      if (pending !== undefined) return this.errorPages.answer(request as HttpRequest, response, pending);
      const isOurs = this.ownPaths().some((own) => isBelow(path, own));
      if (!isOurs || !acceptsHtml(request as HttpRequest)) {
        return handler(request, response, ...rest);
      }
      const error = new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
      return this.errorPages.answer(request as HttpRequest, response, error);
    };
  }

  /** Why the stream of a request may only be unknown yet; `undefined` where it is known, or the request is for none. */
  private pendingFailure(path: string, method: string): WebGearRtcError | undefined {
    const { pendingFailure } = this.routes;
    if (pendingFailure === undefined) return undefined;
    const [name = ''] = path.slice(this.routePrefix.of('').replace(/\/$/, '').length + 1).split('/');
    // Where it has neighbours, an address of one part may be theirs.
    const mayBeTheirs = this.isSharedRoot && !path.replace(/\/$/, '').slice(1).includes('/');
    const isOfStream =
      !mayBeTheirs &&
      STREAM_NAME.test(name) &&
      allowedMethods(this.registeredRoutes, path, [name]).includes(method);
    return isOfStream ? pendingFailure : undefined;
  }

  /** Those of named streams with a path of their own for MJPEG are registered as one. */
  private allRoutes(): readonly RegisteredRoute[] {
    if (!this.routes.haveNames) return this.registeredRoutes;
    const mjpeg = this.routes.mjpegPaths.map((path) => ({ method: 'GET', path: this.routePrefix.of(path) }));
    return [...this.registeredRoutes, ...mjpeg];
  }

  /** Responds 405, or 204 to OPTIONS. */
  private refuseMethod(request: HttpRequest, response: unknown, method: string, allow: string): unknown {
    this.adapterHost.httpAdapter.setHeader(response, 'Allow', allow);
    if (method === 'OPTIONS') return this.responder.send(response, { status: 204, body: '' });
    const error = new WebGearRtcError('WGR_METHOD_NOT_ALLOWED', { method, allow });
    return this.errorPages.answer(request, response, error);
  }

  /** At the root of an application with other controllers, only `static/` and streams certainly belong to the module. */
  private ownPaths(): readonly string[] {
    if (!this.isSharedRoot) return [this.routePrefix.of('')];
    return [this.routePrefix.of('static'), ...this.routes.names.map((name) => this.routePrefix.of(name))];
  }

  private get isSharedRoot(): boolean {
    this.isShared ??= this.routePrefix.isRoot && this.hasOtherControllers();
    return this.isShared;
  }

  private hasOtherControllers(): boolean {
    const controllers = [...this.modules.values()].flatMap((module) => [...module.controllers.values()]);
    return controllers.some(({ metatype }) => typeof metatype === 'function' && !isOwnController(metatype));
  }
}
