import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { crossOriginHeaders, isPreflight, preflightHeaders } from './cross-origin-headers.js';
import { HttpResponder } from './http-responder.js';

/** The part of an Express application used here. */
interface ExpressShape {
  use(handler: (request: IncomingMessage, response: unknown, next: () => void) => void): unknown;
}

/** The part of a Fastify instance used here. */
interface FastifyShape {
  addHook(
    name: 'onRequest',
    hook: (request: { readonly raw: IncomingMessage }, reply: unknown) => Promise<unknown>,
  ): unknown;
}

/**
 * CORS for the origins in `allowedOrigins`.
 *
 * Runs ahead of the routes: a preflight has neither the cookie nor the header that a guard checks, and the page must be
 * able to read the response of a guard that refuses.
 */
@Injectable()
export class CrossOrigin {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Must run before Nest registers any route: in a module's `configure()`.
   *
   * @param isOurs whether a URL belongs to a route of the module
   */
  install(isOurs: (requestUrl: string) => boolean): void {
    if (this.options.allowedOrigins.length === 0) return;
    const { httpAdapter } = this.adapterHost;
    const isForModule = (request: IncomingMessage): boolean =>
      isOurs(String((request as { originalUrl?: string }).originalUrl ?? request.url));
    if (httpAdapter.getType() === 'fastify') {
      httpAdapter.getInstance<FastifyShape>().addHook('onRequest', async ({ raw }, reply) => {
        if (isForModule(raw) && this.handle(raw, reply)) return reply;
        return undefined;
      });
      return;
    }
    httpAdapter.getInstance<ExpressShape>().use((request, response, next) => {
      if (!isForModule(request) || !this.handle(request, response)) next();
    });
  }

  /** Sets the CORS headers. @returns whether the request was an allowed preflight, which is answered */
  private handle(request: IncomingMessage, response: unknown): boolean {
    const { headers, method } = request;
    this.responder.allowOrigin(response);
    const isAllowed =
      'Access-Control-Allow-Origin' in crossOriginHeaders(this.options.allowedOrigins, headers);
    if (!isAllowed || !isPreflight(method, headers)) return false;
    this.responder.send(response, { status: 204, headers: preflightHeaders(headers), body: '' });
    return true;
  }
}
