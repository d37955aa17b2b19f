/**
 * Relative URL from a page to the module's path.
 *
 * All links are relative, because a reverse proxy may add a path prefix that the server never sees.
 *
 * @param requestUrl path and query as received by the server
 * @param mountedAt path of the module as the server sees it, for example `/api/camera`
 */
export function relativeMountUrl(requestUrl: string, mountedAt: string): string {
  const path = pathOf(requestUrl);
  const below = path.slice(mountedAt.replace(/\/$/, '').length);
  // At `/camera`, without a trailing slash, a browser resolves `./` to `/`.
  if (below === '') return `./${path.slice(path.lastIndexOf('/') + 1)}/`;
  const depth = below.split('/').length - 2;
  return depth === 0 ? './' : '../'.repeat(depth);
}

/** The path of a URL, without query. */
export function pathOf(requestUrl: string): string {
  return requestUrl.split(/[?#]/, 1)[0] ?? '';
}

/** Whether a path equals the mount path or is below it. */
export function isBelow(path: string, mountedAt: string): boolean {
  const base = mountedAt.replace(/\/$/, '');
  return path === base || path.startsWith(`${base}/`);
}

/** Whether a path is one of a route without wildcards, whose parameters stand for any one segment. */
export function fitsRoute(path: string, route: string): boolean {
  const segments = path.split('/');
  const expected = route.split('/');
  return (
    segments.length === expected.length &&
    expected.every((segment, index) =>
      segment.startsWith(':') ? segments[index] !== '' : segments[index] === segment,
    )
  );
}
