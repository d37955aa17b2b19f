import { Inject, Injectable } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { MountedControllers } from './mounted-controllers.js';
import { ExpressRouteOrder, type ExpressShape, type RouteRegistrar } from './pages/express-route-order.js';
import { addSlashRoutes, type FastifyShape } from './pages/slash-routes.js';
import { MountedPath } from './signaling/mounted-path.js';
import { StreamRoutes } from './signaling/stream-routes.js';

/** Makes the routes of a registration answer in either adapter, whatever catch-all the host has. */
@Injectable()
export class PageRoutes {
  private order: ExpressRouteOrder | undefined;

  constructor(
    @Inject(MountedControllers) private readonly controllers: MountedControllers,
    @Inject(MountedPath) private readonly mountedPath: MountedPath,
    @Inject(StreamRoutes) private readonly routes: StreamRoutes,
  ) {}

  /** To be called before Nest registers any route: in a module's `configure()`. */
  beforeRoutes(adapter: AbstractHttpAdapter): void {
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
    this.order?.settle(this.controllers.routePaths.map((path) => this.mountedPath.of(path)));
  }
}
