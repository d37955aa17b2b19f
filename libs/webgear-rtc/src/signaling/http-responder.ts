import { Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { securityHeaders } from './security-headers.js';

/** One answer. */
export interface HttpAnswer {
  /** HTTP status. */
  readonly status: number;
  /** A stream is sent as it comes, any other object as JSON. */
  readonly body: string | Buffer | Readable | object;
  /** Headers besides those of {@link securityHeaders}. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Writes answers through whichever adapter the application uses.
 *
 * Our routes do not return their bodies to Nest: an interceptor of the host that wraps every result, in `{ data: … }`
 * say, would break the page and the protocol.
 */
@Injectable()
export class HttpResponder {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Sends an answer. Security headers that the host has already set stay as they are. */
  send(response: unknown, { status, body, headers = {} }: HttpAnswer): void {
    const { httpAdapter } = this.adapterHost;
    for (const [name, value] of Object.entries(securityHeaders)) {
      if (httpAdapter.getHeader(response, name) === undefined) httpAdapter.setHeader(response, name, value);
    }
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, payloadOf(body), status);
  }
}

/** The Express adapter would send either as JSON. */
function payloadOf(body: HttpAnswer['body']): StreamableFile | string | object {
  if (Buffer.isBuffer(body)) return new StreamableFile(body, { length: body.length });
  return body instanceof Readable ? new StreamableFile(body) : body;
}
