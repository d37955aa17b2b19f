import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer, type AbstractHttpAdapter } from '@nestjs/core';
import { mayHaveRoutesBelow } from './foreign-routes.js';
import { ControllerFactory } from './controller-factory.js';
import type { ResolvedOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { NotFoundPages } from './pages/error-pages/not-found-pages.js';
import { ExpressRouteOrder, type ExpressShape, type RouteRegistrar } from './pages/express-route-order.js';
import { fitsRoute, isBelow, pathOf } from './pages/page-url.js';
import { addSlashRoutes, type FastifyShape } from './pages/slash-routes.js';
import { RegisteredPaths } from './registered-paths.js';
import { CrossOrigin } from './signaling/cross-origin.js';
import { RoutePrefix } from './signaling/route-prefix.js';
import { STREAM_PARAMETER, StreamRoutes } from './signaling/stream-routes.js';

/** Makes the routes of a registration answer in either adapter, whatever catch-all the host has. */
@Injectable()
export class PageRoutes {
  private order: ExpressRouteOrder | undefined;
  private ownPaths: readonly string[] | undefined;

  constructor(
    @Inject(ControllerFactory) private readonly controllers: ControllerFactory,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(CrossOrigin) private readonly crossOrigin: CrossOrigin,
    @Inject(NotFoundPages) private readonly notFoundPages: NotFoundPages,
    @Inject(RegisteredPaths) private readonly registeredPaths: RegisteredPaths,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** To be called before Nest registers any route: in a module's `configure()`. */
  beforeRoutes(adapter: AbstractHttpAdapter): void {
    const { names, mjpegPaths } = this.routes;
    const type = adapter.getType();
    this.controllers.setStreamPaths(this.canShareRoutes(type) ? [STREAM_PARAMETER] : names, mjpegPaths, type);
    this.controllers.serveMetrics(this.options.metrics);
    this.notFoundPages.setRoutes(
      this.controllers.routes.map(({ method, path }) => ({ method, path: this.routePrefix.of(path) })),
    );
    this.crossOrigin.install((requestUrl) => this.isOurs(requestUrl));
    if (type === 'fastify') {
      const pages = this.controllers.pagePaths.map((path) => this.routePrefix.of(path));
      addSlashRoutes(adapter.getInstance<FastifyShape>(), pages);
      return;
    }
    const express = adapter.getInstance<ExpressShape>();
    this.order = ExpressRouteOrder.watch(adapter as unknown as RouteRegistrar, express);
  }

  /** To be called when Nest has registered all routes: in a module's `onModuleInit()`. */
  afterRoutes(): void {
    this.order?.settle(this.paths());
  }

  /** Where the video is, for the log: what matters among the lines in which Nest lists every route. */
  summary(): string {
    const { names } = this.routes;
    const address = `Video at ${this.routePrefix.of('').replace(/\/?$/, '/')}`;
    return names.length === 0
      ? address
      : `${address}, ${names.length} ${names.length === 1 ? 'stream' : 'streams'}`;
  }

  /**
   * Whether all streams can have one set of routes, with the name as a parameter, rather than a set for each: sixteen lines in
   * Nest's log instead of eight for every stream.
   *
   * Not where a route of the host or of another registration might be taken for a stream. Fastify prefers the more specific route; Express takes
   * the first that fits.
   */
  private canShareRoutes(adapter: string): boolean {
    const { names } = this.routes;
    if (names.length === 0 || this.routePrefix.isRoot) return false;
    if (adapter === 'fastify') return true;
    const hasNeighbours = this.registeredPaths.hasOthersBelow() || this.options.mounts.length > 0;
    return !hasNeighbours && !mayHaveRoutesBelow(this.modules, this.routePrefix.own);
  }

  private paths(): string[] {
    return this.controllers.routes.map(({ path }) => this.routePrefix.of(path));
  }

  /** At the root, where the host may have routes too, only our own routes are ours. */
  private isOurs(requestUrl: string): boolean {
    // Express takes any case, and both adapters a slash at the end.
    const path = pathOf(requestUrl).toLowerCase();
    if (!this.routePrefix.isRoot) return isBelow(path, this.routePrefix.of('').toLowerCase());
    this.ownPaths ??= this.paths().map((own) => own.toLowerCase());
    return this.ownPaths.some((own) => {
      const [literal = ''] = own.split('*', 1);
      if (literal !== own) return path.startsWith(literal);
      return fitsRoute(path.replace(/(?<=.)\/$/, ''), own);
    });
  }
}
