import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer, type AbstractHttpAdapter, type HttpAdapterHost } from '@nestjs/core';
import { mayHaveRoutesBelow } from './foreign-routes.js';
import { ControllerFactory } from './controller-factory.js';
import type { ResolvedOptions } from './options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from './options/resolved-options.token.js';
import { NotFoundPages } from './pages/error-pages/not-found-pages.js';
import {
  ExpressRouteOrder,
  restrictExpressRoutes,
  type ExpressShape,
  type RouteRegistrar,
} from './pages/express-route-order.js';
import { restrictFastifyRoutes, type FastifyShape } from './pages/fastify-stream-routes.js';
import { fitsRoute, isBelow, pathOf } from './pages/page-url.js';
import { addSlashRoutes, type FastifyShape as SlashFastifyShape } from './pages/slash-routes.js';
import { RegisteredPaths } from './registered-paths.js';
import { CrossOrigin } from './signaling/cross-origin.js';
import { RoutePrefix } from './signaling/route-prefix.js';
import { STREAM_PARAMETER, StreamRoutes } from './signaling/stream-routes.js';

/** Makes the routes of a registration answer in either adapter, whatever catch-all the host has. */
@Injectable()
export class PageRoutes {
  private order: ExpressRouteOrder | undefined;
  private ownPaths: readonly string[] | undefined;
  private isExact = false;
  private mjpegPattern: string | undefined;

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
    const { haveNames, mjpegPaths } = this.routes;
    const type = adapter.getType();
    this.isExact = haveNames && this.hasNeighbours();
    this.controllers.setStreamPaths({ haveNames, mjpegPaths, adapter: type });
    this.controllers.serveMetrics(this.options.metrics);
    const { routes, mjpegPattern } = this.controllers;
    this.mjpegPattern = mjpegPattern && this.routePrefix.of(mjpegPattern);
    this.notFoundPages.setRoutes(
      routes
        .map(({ method, path }) => ({ method, path: this.routePrefix.of(path) }))
        .filter(({ path }) => path !== this.mjpegPattern),
    );
    this.crossOrigin.install((requestUrl) => this.isOurs(requestUrl));
    if (type === 'fastify') return this.beforeFastifyRoutes(adapter.getInstance<Fastify>());
    const express = adapter.getInstance<Express>();
    this.order = ExpressRouteOrder.watch(adapter as unknown as RouteRegistrar, express);
    if (!this.routes.isLoaded) this.awaitStreams(express);
  }

  /** To be called when Nest has registered all routes: in a module's `onModuleInit()`. */
  afterRoutes({ httpAdapter }: Partial<HttpAdapterHost>): void {
    if (this.order === undefined || !httpAdapter) return;
    const paths = new Set(this.paths());
    this.order.settle([...paths]);
    if (!this.routes.haveNames) return;
    const isOfStream = (path: string): boolean => paths.has(path) && path.includes(`/${STREAM_PARAMETER}`);
    restrictExpressRoutes(httpAdapter.getInstance<ExpressShape>(), isOfStream, (path, params) =>
      this.admitted(path, params),
    );
  }

  /** Whether a request is for a route of ours. */
  isOurs(requestUrl: string): boolean {
    // Express takes any case, and both adapters a slash at the end.
    const path = pathOf(requestUrl).toLowerCase();
    if (!this.routePrefix.isRoot) return isBelow(path, this.routePrefix.of('').toLowerCase());
    this.ownPaths ??= this.paths()
      .filter((own) => own !== this.mjpegPattern)
      .map((own) => own.toLowerCase());
    const mjpegPaths = this.routes.haveNames ? this.routes.mjpegPaths : [];
    const isKnown = mjpegPaths.some((own) => this.routePrefix.of(own).toLowerCase() === path);
    return isKnown || this.ownPaths.some((own) => this.fits(path, own));
  }

  /** Where the video is, for the log: what matters among the lines in which Nest lists every route. */
  summary(): string {
    const { names, haveNames } = this.routes;
    const address = `Video at ${this.routePrefix.of('').replace(/\/?$/, '/')}`;
    if (!this.routes.isLoaded) return `${address}, streams by their provider`;
    return !haveNames ? address : `${address}, ${names.length} ${names.length === 1 ? 'stream' : 'streams'}`;
  }

  /**
   * Whether a route of the host or of another registration might be taken for one of a stream. Then only the names that there are
   * belong to streams; otherwise all do, and an unknown one is answered with an error that says so.
   */
  private hasNeighbours(): boolean {
    return (
      this.routePrefix.isRoot ||
      this.options.mounts.length > 0 ||
      this.registeredPaths.hasOthersBelow() ||
      mayHaveRoutesBelow(this.modules, this.routePrefix.own)
    );
  }

  private beforeFastifyRoutes(fastify: Fastify): void {
    if (this.routes.haveNames) {
      const paths = new Set(this.paths());
      restrictFastifyRoutes(fastify, {
        restrictionOf: (path) => {
          if (!paths.has(path)) return undefined;
          if (path === this.mjpegPattern) return (url) => this.hasMjpegAt(url);
          const isRestricted = this.isExact && path.includes(`/${STREAM_PARAMETER}`);
          return isRestricted ? (url) => this.nameIn(url) !== undefined : undefined;
        },
        isOfStreams: (path) => paths.has(path) && path.includes(`/${STREAM_PARAMETER}`),
        mayBeOurs: (url) => this.routePrefix.isRoot || this.isOurs(url),
        isLoaded: () => this.routes.isLoaded,
        load: () => this.routes.load(),
      });
    }
    addSlashRoutes(
      fastify,
      this.controllers.pagePaths.map((path) => this.routePrefix.of(path)),
    );
  }

  /** Before a route is chosen it must be known which streams there are. */
  private awaitStreams(express: Express): void {
    express.use((request, _response, next) => {
      const { url = '' } = request as { readonly url?: string };
      if (this.routes.isLoaded || !(this.routePrefix.isRoot || this.isOurs(url))) return next();
      // What it throws is answered by the controller, with the form that the route has for errors.
      void this.routes
        .load()
        .catch(() => undefined)
        .finally(next);
    });
  }

  /** The parameters of a matched route under Express, with the name as it is configured. */
  private admitted(path: string, params: Parameters): Parameters | undefined {
    const name = this.routes.nameOf(String(params['stream']), false);
    if (name === undefined) return this.isExact || path === this.mjpegPattern ? undefined : params;
    if (path === this.mjpegPattern && !this.routes.isMjpegPath(name, restOf(params))) return undefined;
    return { ...params, stream: name };
  }

  /** The name of a stream in a URL, under Fastify. */
  private nameIn(requestUrl: string): string | undefined {
    const [name = ''] = this.segmentsBelow(requestUrl);
    return this.routes.nameOf(name, true);
  }

  private hasMjpegAt(requestUrl: string): boolean {
    const [, ...below] = this.segmentsBelow(requestUrl);
    const name = this.nameIn(requestUrl);
    return name !== undefined && this.routes.isMjpegPath(name, below.join('/'));
  }

  /** The decoded segments of a URL below the module's path, which the router compares. */
  private segmentsBelow(requestUrl: string): string[] {
    const depth = this.routePrefix.of('').split('/').filter(Boolean).length;
    try {
      return pathOf(requestUrl)
        .split('/')
        .slice(depth + 1)
        .map(decodeURIComponent);
    } catch {
      return [];
    }
  }

  private paths(): string[] {
    return this.controllers.routes.map(({ path }) => this.routePrefix.of(path));
  }

  /** At the root, where the host may have routes too, only our own routes are ours. */
  private fits(path: string, own: string): boolean {
    const [literal = ''] = own.split('*', 1);
    if (literal !== own) return path.startsWith(literal);
    if (!fitsRoute(path.replace(/(?<=.)\/$/, ''), own)) return false;
    const [name = ''] = this.segmentsBelow(path);
    return !own.includes(`/${STREAM_PARAMETER}`) || this.routes.nameOf(name, false) !== undefined;
  }
}

type Parameters = Readonly<Record<string, unknown>>;

type Fastify = FastifyShape & SlashFastifyShape;

interface Express extends ExpressShape {
  use(handler: (request: unknown, response: unknown, next: () => void) => void): unknown;
}

/** What a wildcard has matched: a list of segments, or with Express 4 a text. */
function restOf(params: Parameters): string {
  const rest = params['path'] ?? params['0'];
  return [rest].flat().join('/');
}
