import { pathOf } from '../page-url.js';

/**
 * The wildcard of a route. Express requires a name and Fastify none; each rejects the other's form.
 *
 * @param adapter `getType()` of Nest's HTTP adapter
 */
export function anyPath(adapter: string): string {
  return adapter === 'fastify' ? '*' : '*path';
}

/**
 * The decoded path segments below `static/`; empty if the path cannot be decoded.
 *
 * Parsed from the URL, because routers decode wildcards differently: an encoded slash is part of a segment.
 *
 * @param requestUrl path and query as received by the server
 * @param staticPath path of the folder as the application's router sees it
 */
export function staticSegments(requestUrl: string, staticPath: string): string[] {
  const depth = staticPath.split('/').length;
  try {
    return pathOf(requestUrl).split('/').slice(depth).map(decodeURIComponent);
  } catch {
    return [];
  }
}
