import type { IncomingMessage } from 'node:http';

/**
 * The part of a request that Express and Fastify agree upon.
 *
 * Express hands over Node's own message; Fastify wraps it and keeps it in `raw`.
 */
export interface HttpRequest {
  readonly headers: IncomingMessage['headers'];
  /** What a parser of the host application made of the body; `undefined` when none has read it. */
  readonly body?: unknown;
  /** Address of the client, with the host's trust in proxies applied. */
  readonly ip?: string;
  /** Parameters of the route, decoded. */
  readonly params?: Readonly<Record<string, string>>;
  /** The route that was chosen, under Express. */
  readonly route?: { readonly path: string };
  /** The route that was chosen, under Fastify. */
  readonly routeOptions?: { readonly url?: string };
  /** Node's message, under Fastify. */
  readonly raw?: IncomingMessage;
}
