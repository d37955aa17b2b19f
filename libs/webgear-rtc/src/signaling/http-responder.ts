import { Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { crossOriginHeaders } from './cross-origin-headers.js';
import type { HttpRequest } from './http-request.interface.js';
import { rawResponse } from './raw-response.js';
import { securityHeaders, withFrameAncestors } from './security-headers.js';

/** One answer. */
export interface HttpAnswer {
  /** HTTP status. */
  readonly status: number;
  /** A stream is sent as it comes, any other object as JSON. */
  readonly body: string | Buffer | Readable | object;
  /** Headers besides those of {@link securityHeaders}. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What we use of an answer besides what the adapter does. */
interface HttpResponse {
  removeHeader(name: string): unknown;
  /** The request, under Express. */
  readonly req?: HttpRequest;
  /** The request, under Fastify. */
  readonly request?: HttpRequest;
}

/**
 * Writes answers through whichever adapter the application uses.
 *
 * Our routes do not return their bodies to Nest: an interceptor of the host that wraps every result, in `{ data: … }`
 * say, would break the page and the protocol.
 */
@Injectable()
export class HttpResponder {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Sends an answer. Security headers that the host has already set stay as they are, but for what the options
   * `frameAncestors` and `allowedOrigins` were stated to change.
   */
  send(response: unknown, { status, body, headers = {} }: HttpAnswer): void {
    const { httpAdapter } = this.adapterHost;
    const { frameAncestors } = this.options;
    for (const [name, value] of Object.entries(securityHeaders(frameAncestors))) {
      if (httpAdapter.getHeader(response, name) === undefined) httpAdapter.setHeader(response, name, value);
    }
    if (frameAncestors.length > 0) this.letFrame(response, frameAncestors);
    this.allowOrigin(response);
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, payloadOf(body), status);
  }

  /** Sets the headers that let pages of the allowed origins read an answer; those of the host's own rules stay. */
  allowOrigin(response: unknown): void {
    const { httpAdapter } = this.adapterHost;
    const { allowedOrigins } = this.options;
    const { req, request = req } = response as HttpResponse;
    const { Vary: vary, ...headers } = crossOriginHeaders(allowedOrigins, request?.headers ?? {});
    if (vary !== undefined) {
      const earlier: unknown = httpAdapter.getHeader(response, 'Vary');
      const names = [earlier ?? []].flat().join(', ');
      if (!/(^|,)\s*(origin|\*)\s*(,|$)/i.test(names)) {
        httpAdapter.setHeader(response, 'Vary', names === '' ? vary : `${names}, ${vary}`);
      }
    }
    const isHosts = httpAdapter.getHeader(response, 'Access-Control-Allow-Origin') !== undefined;
    for (const [name, value] of Object.entries(headers)) {
      if (!isHosts || !name.startsWith('Access-Control-')) httpAdapter.setHeader(response, name, value);
    }
  }

  private letFrame(response: unknown, frameAncestors: readonly string[]): void {
    const { httpAdapter } = this.adapterHost;
    const policy = String(httpAdapter.getHeader(response, 'Content-Security-Policy'));
    httpAdapter.setHeader(response, 'Content-Security-Policy', withFrameAncestors(policy, frameAncestors));
    // Older than the directive, and unable to name origins.
    (response as HttpResponse).removeHeader('X-Frame-Options');
    rawResponse(response).removeHeader('X-Frame-Options');
  }
}

/** The Express adapter would send either as JSON. */
function payloadOf(body: HttpAnswer['body']): StreamableFile | string | object {
  if (Buffer.isBuffer(body)) return new StreamableFile(body, { length: body.length });
  return body instanceof Readable ? new StreamableFile(body) : body;
}
