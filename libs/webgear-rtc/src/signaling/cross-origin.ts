import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { crossOriginHeaders, isPreflight, preflightHeaders } from './cross-origin-headers.js';
import { HttpResponder } from './http-responder.js';

/** What we use of an Express application. */
interface ExpressShape {
  use(handler: (request: IncomingMessage, response: unknown, next: () => void) => void): unknown;
}

/** What we use of a Fastify instance. */
interface FastifyShape {
  addHook(
    name: 'onRequest',
    hook: (request: { readonly raw: IncomingMessage }, reply: unknown) => Promise<unknown>,
  ): unknown;
}

/**
 * Lets pages of the origins in `allowedOrigins` use our routes.
 *
 * In front of the routes rather than in them: a browser asks before it sends an offer, without the cookie or the header
 * that a guard wants to see, and what a guard refuses must be readable too.
 */
@Injectable()
export class CrossOrigin {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * To be called before Nest registers any route: in a module's `configure()`.
   *
   * @param isOurs whether an address is of a route of ours
   */
  install(isOurs: (requestUrl: string) => boolean): void {
    if (this.options.allowedOrigins.length === 0) return;
    const { httpAdapter } = this.adapterHost;
    const isToUs = (request: IncomingMessage): boolean =>
      isOurs(String((request as { originalUrl?: string }).originalUrl ?? request.url));
    if (httpAdapter.getType() === 'fastify') {
      httpAdapter.getInstance<FastifyShape>().addHook('onRequest', async ({ raw }, reply) => {
        if (isToUs(raw) && this.answers(raw, reply)) return reply;
        return undefined;
      });
      return;
    }
    httpAdapter.getInstance<ExpressShape>().use((request, response, next) => {
      if (!isToUs(request) || !this.answers(request, response)) next();
    });
  }

  /** Sets the headers, and answers a preflight that is allowed. */
  private answers(request: IncomingMessage, response: unknown): boolean {
    const { headers, method } = request;
    this.responder.allowOrigin(response);
    const isAllowed =
      'Access-Control-Allow-Origin' in crossOriginHeaders(this.options.allowedOrigins, headers);
    if (!isAllowed || !isPreflight(method, headers)) return false;
    this.responder.send(response, { status: 204, headers: preflightHeaders(headers), body: '' });
    return true;
  }
}
