import { pathOf } from '../page-url.js';

/**
 * What stands for any path in a route. Express wants a name for it and Fastify none, and each refuses the other's form.
 *
 * @param adapter `getType()` of Nest's HTTP adapter
 */
export function anyPath(adapter: string): string {
  return adapter === 'fastify' ? '*' : '*path';
}

/**
 * The decoded parts of the address below `static/`, or none for an address that cannot be decoded.
 *
 * Read from the address, because the routers decode a wildcard differently: an encoded slash is part of a name.
 *
 * @param requestUrl path and query as the server got them
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
