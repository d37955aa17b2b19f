/**
 * Relative URL from a page to the path the module is mounted at.
 *
 * All links are relative, because behind a reverse proxy the browser's path has a beginning that the server never sees.
 *
 * @param requestUrl path and query as the server got them
 * @param mountedAt path of the module as the server sees it, for example `/api/camera`
 */
export function relativeMountUrl(requestUrl: string, mountedAt: string): string {
  const path = pathOf(requestUrl);
  const below = path.slice(mountedAt.replace(/\/$/, '').length);
  // `/camera` without a slash at its end: a browser resolves `./` to `/` there.
  if (below === '') return `./${path.slice(path.lastIndexOf('/') + 1)}/`;
  const depth = below.split('/').length - 2;
  return depth === 0 ? './' : '../'.repeat(depth);
}

/** The path of a URL without its query. */
export function pathOf(requestUrl: string): string {
  return requestUrl.split(/[?#]/, 1)[0] ?? '';
}

/** Whether a path is the mount path or below it. */
export function isBelow(path: string, mountedAt: string): boolean {
  const base = mountedAt.replace(/\/$/, '');
  return path === base || path.startsWith(`${base}/`);
}
