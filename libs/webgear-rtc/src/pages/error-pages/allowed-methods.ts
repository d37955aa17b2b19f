import { STREAM_PARAMETER } from '../../signaling/stream-routes.js';

/** A registered route. */
export interface RegisteredRoute {
  /** `GET`, `POST`. */
  readonly method: string;
  /** Full path, with its parameters and wildcards. */
  readonly path: string;
}

/**
 * The methods of the routes at a path, for the header `Allow` (RFC 9110 §10.2.1); empty if there is no route.
 *
 * @param path path of the request, without query
 * @param streamNames valid values of the stream parameter
 */
export function allowedMethods(
  routes: readonly RegisteredRoute[],
  path: string,
  streamNames: readonly string[],
): string[] {
  // Without any, nothing stands for a name.
  const names = streamNames.length === 0 ? '(?!)' : `(?:${streamNames.join('|')})`;
  const methods = routes
    .filter((route) => patternOf(route.path, names).test(path))
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return methods.length === 0 ? [] : [...new Set([...methods, 'OPTIONS'])];
}

function patternOf(path: string, names: string): RegExp {
  const pattern = path
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/\*\w*$/, '.+')
    .replaceAll(/:\w+/g, (parameter) => (parameter === STREAM_PARAMETER ? names : '[^/]+'));
  return new RegExp(`^${pattern}/?$`, 'i');
}
