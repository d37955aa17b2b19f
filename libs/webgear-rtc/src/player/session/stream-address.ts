/**
 * Address of a route of a stream.
 *
 * @param src address of the stream's page, which may lack the slash at its end: routers take both
 * @param base what `src` is relative to
 */
export function streamAddress(src: string, route: string, base: string): string {
  const page = new URL(src, base);
  page.search = '';
  page.hash = '';
  if (!page.pathname.endsWith('/')) page.pathname += '/';
  return new URL(route, page).href;
}
