import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer, type AbstractHttpAdapter } from '@nestjs/core';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { HttpRequest } from '../../signaling/http-request.interface.js';
import { HttpResponder } from '../../signaling/http-responder.js';
import { MountedPath } from '../../signaling/mounted-path.js';
import { StreamRoutes } from '../../signaling/stream-routes.js';
import { acceptsHtml } from '../accepts-html.js';
import { isBelow, pathOf } from '../page-url.js';
import { isMountedController } from '../mounted-controller.js';
import { allowedMethods, type RegisteredRoute } from './allowed-methods.js';
import { ErrorPageRenderer } from './error-page.renderer.js';

type NotFoundHandler = (...args: unknown[]) => unknown;

/**
 * Shows the 404 page where a browser asks for an unknown address below our path.
 *
 * Nest tells an unknown address apart from a known one in a single place, the handler it gives to its adapter last of all.
 * A filter for `NotFoundException` would be global and stand in the way of the host's own filters; a catch-all route would
 * swallow routes that the host registers later.
 */
@Injectable()
export class NotFoundPages implements OnModuleInit {
  private registeredRoutes: readonly RegisteredRoute[] = [];

  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(ErrorPageRenderer) private readonly errorPages: ErrorPageRenderer,
  ) {}

  /** States the routes of the registration, once they are placed. */
  setRoutes(routes: readonly RegisteredRoute[]): void {
    this.registeredRoutes = routes;
  }

  /** Runs before Nest hands over its handler, whatever adapter the application uses. */
  onModuleInit(): void {
    const { httpAdapter } = this.adapterHost;
    // No adapter in an application without HTTP.
    if (!httpAdapter) return;
    const setNotFoundHandler = httpAdapter.setNotFoundHandler.bind(httpAdapter) as NotFoundHandler;
    httpAdapter.setNotFoundHandler = (handler: NotFoundHandler, ...rest: unknown[]): unknown =>
      setNotFoundHandler(this.before(handler, httpAdapter), ...rest);
  }

  private before(handler: NotFoundHandler, adapter: AbstractHttpAdapter): NotFoundHandler {
    const ownPaths = this.ownPaths();
    return (request, response, ...rest) => {
      const path = pathOf(String(adapter.getRequestUrl(request)));
      const method = String(adapter.getRequestMethod(request));
      const allowed = allowedMethods(this.registeredRoutes, path, this.routes.names);
      // Routers differ in what case and slashes they let pass: a method that is allowed means that this is another address.
      if (allowed.length > 0 && (method === 'OPTIONS' || !allowed.includes(method))) {
        return this.refuseMethod(request as HttpRequest, response, method, allowed.join(', '));
      }
      const isOurs = ownPaths.some((own) => isBelow(path, own));
      if (!isOurs || !acceptsHtml(request as HttpRequest)) {
        return handler(request, response, ...rest);
      }
      const error = new WebGearRtcError('WGR_PAGE_NOT_FOUND', undefined);
      return this.errorPages.answer(request as HttpRequest, response, error);
    };
  }

  /** The address has a route, but none of the method that was asked for. */
  private refuseMethod(request: HttpRequest, response: unknown, method: string, allow: string): unknown {
    this.adapterHost.httpAdapter.setHeader(response, 'Allow', allow);
    if (method === 'OPTIONS') return this.responder.send(response, { status: 204, body: '' });
    const error = new WebGearRtcError('WGR_METHOD_NOT_ALLOWED', { method, allow });
    return this.errorPages.answer(request, response, error);
  }

  /** At the root of an application with controllers of its own, only `static/` and streams are ours beyond doubt. */
  private ownPaths(): readonly string[] {
    const isShared = this.mountedPath.isRoot && this.hasOtherControllers();
    if (!isShared) return [this.mountedPath.of('')];
    return [this.mountedPath.of('static'), ...this.routes.names.map((name) => this.mountedPath.of(name))];
  }

  private hasOtherControllers(): boolean {
    const controllers = [...this.modules.values()].flatMap((module) => [...module.controllers.values()]);
    return controllers.some(
      ({ metatype }) => typeof metatype === 'function' && !isMountedController(metatype),
    );
  }
}
