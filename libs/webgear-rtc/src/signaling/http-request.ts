import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The part of a request that Express and Fastify have in common.
 *
 * Express passes Node's own message; Fastify wraps it and keeps it in `raw`.
 */
export interface HttpRequest {
  readonly headers: IncomingMessage['headers'];
  /** The body as parsed by the host application; `undefined` if no parser read it. */
  readonly body?: unknown;
  /** Address of the client, resolved with the host's `trust proxy` setting. */
  readonly ip?: string;
  /** Decoded route parameters. */
  readonly params?: Readonly<Record<string, string>>;
  /** The matched route, under Express. */
  readonly route?: { readonly path: string };
  /** The matched route, under Fastify. */
  readonly routeOptions?: { readonly url?: string };
  /** The target as the client sent it. */
  readonly originalUrl?: string;
  /** Node's message, under Fastify. */
  readonly raw?: IncomingMessage;
}

/** Node's message of a request of either adapter. */
export function rawRequest(request: HttpRequest): IncomingMessage {
  return request.raw ?? (request as IncomingMessage);
}

/** Node's response of a response of either adapter. */
export function rawResponse(response: unknown): ServerResponse {
  const { raw } = response as { readonly raw?: ServerResponse };
  return raw ?? (response as ServerResponse);
}
