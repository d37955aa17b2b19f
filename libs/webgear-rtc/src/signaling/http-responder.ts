import { Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { crossOriginHeaders } from './cross-origin-headers.js';
import { rawResponse, type HttpRequest } from './http-request.js';
import { securityHeaders, withFrameAncestors } from './security-headers.js';

/** An HTTP response. */
export interface HttpReply {
  /** HTTP status. */
  readonly status: number;
  /** A stream is piped, any other object is sent as JSON. */
  readonly body: string | Buffer | Readable | object;
  /** Headers in addition to {@link securityHeaders}. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The part of an adapter's response used here. */
interface HttpResponse {
  removeHeader(name: string): unknown;
  /** The request, under Express. */
  readonly req?: HttpRequest;
  /** The request, under Fastify. */
  readonly request?: HttpRequest;
}

/** The request that a response of Express or Fastify answers. */
export function requestOf(response: unknown): HttpRequest | undefined {
  const { req, request = req } = response as HttpResponse;
  return request;
}

/**
 * Writes responses through the application's adapter.
 *
 * Controllers do not return bodies to Nest: an interceptor of the host that wraps every result, for example in
 * `{ data: … }`, would break the pages and the protocol.
 */
@Injectable()
export class HttpResponder {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Sends a response. Security headers set by the host are kept, except for those that the options `frameAncestors` and
   * `allowedOrigins` change.
   */
  send(response: unknown, { status, body, headers = {} }: HttpReply): void {
    const { httpAdapter } = this.adapterHost;
    const { frameAncestors } = this.options;
    for (const [name, value] of Object.entries(securityHeaders(frameAncestors))) {
      if (httpAdapter.getHeader(response, name) === undefined) httpAdapter.setHeader(response, name, value);
    }
    if (frameAncestors.length > 0) this.allowFrames(response, frameAncestors);
    this.allowOrigin(response);
    for (const [name, value] of Object.entries(headers)) {
      // An application that has named a challenge knows how its users sign in.
      const isHosts = name === 'WWW-Authenticate' && httpAdapter.getHeader(response, name) !== undefined;
      if (name === 'Vary') this.varyBy(response, value);
      else if (!isHosts) httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, payloadOf(body), status);
  }

  /** Sets the CORS headers of the allowed origins; headers set by the host are kept. */
  allowOrigin(response: unknown): void {
    const { httpAdapter } = this.adapterHost;
    const { allowedOrigins } = this.options;
    const request = requestOf(response);
    const { Vary: vary, ...headers } = crossOriginHeaders(allowedOrigins, request?.headers ?? {});
    if (vary !== undefined) this.varyBy(response, vary);
    const isHosts = httpAdapter.getHeader(response, 'Access-Control-Allow-Origin') !== undefined;
    for (const [name, value] of Object.entries(headers)) {
      if (!isHosts || !name.startsWith('Access-Control-')) httpAdapter.setHeader(response, name, value);
    }
  }

  /** Names a request header on which the response depends, beside those that the application has named. */
  private varyBy(response: unknown, header: string): void {
    const { httpAdapter } = this.adapterHost;
    const names = [httpAdapter.getHeader(response, 'Vary') ?? []].flat().map(String);
    const known = new Set(names.flatMap((list) => list.toLowerCase().split(/\s*,\s*/)));
    if (known.has('*') || known.has(header.toLowerCase())) return;
    httpAdapter.setHeader(response, 'Vary', [...names, header].join(', '));
  }

  private allowFrames(response: unknown, frameAncestors: readonly string[]): void {
    const { httpAdapter } = this.adapterHost;
    const policy = String(httpAdapter.getHeader(response, 'Content-Security-Policy'));
    httpAdapter.setHeader(response, 'Content-Security-Policy', withFrameAncestors(policy, frameAncestors));
    // Superseded by `frame-ancestors`, and unable to name origins.
    (response as HttpResponse).removeHeader('X-Frame-Options');
    rawResponse(response).removeHeader('X-Frame-Options');
  }
}

/** The Express adapter would send a buffer or a stream as JSON. */
function payloadOf(body: HttpReply['body']): StreamableFile | string | object {
  if (Buffer.isBuffer(body)) return new StreamableFile(body, { length: body.length });
  return body instanceof Readable ? new StreamableFile(body) : body;
}
