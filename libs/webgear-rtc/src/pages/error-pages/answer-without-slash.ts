import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf } from '../page-url.js';

/** What we use of a Fastify instance. */
export interface FastifyRouter {
  routing(request: IncomingMessage, response: ServerResponse): void;
}

/** What we use of its requests. */
export interface FastifyRequestShape {
  readonly raw: IncomingMessage & { originalUrl?: string };
}

/** What we use of its replies. */
export interface FastifyReplyShape {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/**
 * Has a page answer for its address with a slash at the end, which Fastify tells from the one without, and which no route of
 * Nest's can have.
 *
 * Not a redirect to the other form: behind a proxy that renames the path, only the browser knows where that is.
 *
 * @param pages addresses of pages, without the slash
 * @returns whether the request was for one of them
 */
export function answerWithoutSlash(
  fastify: FastifyRouter,
  { raw }: FastifyRequestShape,
  reply: FastifyReplyShape,
  pages: readonly string[],
): boolean {
  // Not Nest's URL of the request, which stays what it was: a page that no route answers would come here for ever.
  const url = raw.url ?? '/';
  if (!pages.some((page) => pathOf(url) === `${page}/`)) return false;
  // Nest, and so our links, go by the original where there is one.
  raw.originalUrl = url;
  raw.url = url.replace(/\/(?=$|\?)/, '');
  reply.hijack();
  fastify.routing(raw, reply.raw);
  return true;
}
