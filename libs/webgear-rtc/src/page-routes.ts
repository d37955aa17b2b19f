import { Inject, Injectable } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { MountedControllers } from './mounted-controllers.js';
import { ExpressRouteOrder, type ExpressShape, type RouteRegistrar } from './pages/express-route-order.js';
import { isBelow, pathOf } from './pages/page-url.js';
import { addSlashRoutes, type FastifyShape } from './pages/slash-routes.js';
import { CrossOrigin } from './signaling/cross-origin.js';
import { MountedPath } from './signaling/mounted-path.js';
import { StreamRoutes } from './signaling/stream-routes.js';

/** Makes the routes of a registration answer in either adapter, whatever catch-all the host has. */
@Injectable()
export class PageRoutes {
  private order: ExpressRouteOrder | undefined;
  private ownPaths: readonly string[] | undefined;

  constructor(
    @Inject(MountedControllers) private readonly controllers: MountedControllers,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
    @Inject(CrossOrigin) private readonly crossOrigin: CrossOrigin,
  ) {}

  /** To be called before Nest registers any route: in a module's `configure()`. */
  beforeRoutes(adapter: AbstractHttpAdapter): void {
    this.crossOrigin.install((requestUrl) => this.isOurs(requestUrl));
    if (adapter.getType() === 'fastify') {
      const pages = [this.mountedPath.of(''), ...this.routes.pathsOf()];
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
    const address = `Video at ${this.mountedPath.of('').replace(/\/?$/, '/')}`;
    return names.length === 0
      ? address
      : `${address}, ${names.length} ${names.length === 1 ? 'stream' : 'streams'}`;
  }

  private paths(): string[] {
    return this.controllers.routePaths.map((path) => this.mountedPath.of(path));
  }

  /** At the root, where the host may have routes too, only our own routes are ours. */
  private isOurs(requestUrl: string): boolean {
    // Express takes any case, and both adapters a slash at the end.
    const path = pathOf(requestUrl).toLowerCase();
    if (!this.mountedPath.isRoot) return isBelow(path, this.mountedPath.of('').toLowerCase());
    this.ownPaths ??= this.paths().map((own) => own.toLowerCase());
    return this.ownPaths.some((own) => {
      const [literal = ''] = own.split('*', 1);
      return literal === own ? path.replace(/(?<=.)\/$/, '') === own : path.startsWith(literal);
    });
  }
}
