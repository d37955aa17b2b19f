import type { IncomingMessage } from 'node:http';
import { SetMetadata } from '@nestjs/common';

/** A request body as text, stored before a parser of the host could reject it. */
export interface RawBody {
  /** The bytes decoded as UTF-8. */
  readonly text: string;
  /** The `Content-Type` of the request, if any. */
  readonly contentType: string | undefined;
}

/** Weak, so that a body is released together with its request. */
const rawBodies = new WeakMap<IncomingMessage, RawBody>();

/** Stores the raw body of a request for the controller. */
export function storeRawBody(request: IncomingMessage, body: RawBody): void {
  rawBodies.set(request, body);
}

/** The stored raw body of a request. */
export function rawBodyOf(request: IncomingMessage): RawBody | undefined {
  return rawBodies.get(request);
}

/** Field in the `config` of a Fastify route that marks routes whose body the module reads itself. */
export const SKIP_BODY_PARSER_FIELD = 'webGearRtcSkipBodyParser';

/**
 * Marks a route whose body the module reads itself.
 *
 * Nest's Fastify adapter reads a route's `config` from this metadata key. The key is a literal, because importing it would
 * make that adapter a dependency of Express applications too.
 */
export const SkipBodyParser = (): MethodDecorator =>
  SetMetadata('__fastify_route_config__', { [SKIP_BODY_PARSER_FIELD]: true });
