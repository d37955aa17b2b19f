import { pathOf } from './page-url.js';

/** Query parameter that requests {@link addressScript}. */
const SCRIPT_FIELD = 'webgear-rtc-script';

/**
 * Tests whether the page's relative links reach the server, and appends a slash to the URL otherwise.
 *
 * A proxy that renames the path, such as nginx's `location /door { proxy_pass http://host/camera; }`, serves the page at a
 * path without a trailing slash that the server never sees; its links then resolve one level too high. Only the browser
 * knows the URL. The page can still load this script, because a link that consists of a query resolves to the page's URL.
 *
 * Runs once per path: a proxy that strips the slash would otherwise cause a redirect loop.
 */
export const addressScript = `(async () => {
  const { name, mount } = document.currentScript.dataset;
  const { pathname, search, hash } = location;
  if (pathname.endsWith('/') || pathname.split('/').pop() === name) return;
  const player = await fetch(new URL(mount + 'static/js/webgear-player.js', document.baseURI), { method: 'HEAD' });
  if (player.ok && /javascript/.test(player.headers.get('content-type') ?? '')) return;
  const key = 'webgear-rtc ' + pathname;
  if (sessionStorage.getItem(key) !== null) return;
  sessionStorage.setItem(key, 'slash added');
  location.replace(pathname + '/' + search + hash);
})();
`;

/** Whether a request requests {@link addressScript}. */
export function asksForAddressScript(requestUrl: string): boolean {
  return new URLSearchParams(requestUrl.slice(pathOf(requestUrl).length)).has(SCRIPT_FIELD);
}

/**
 * Inserts {@link addressScript} into the head of a page, which the user may have written.
 *
 * @param mountUrl relative URL from the page to the module's path
 */
export function withAddressScript(html: string, requestUrl: string, mountUrl: string): string {
  const path = pathOf(requestUrl);
  // Paths of the module contain no quotes; other characters are removed as a precaution.
  const name = path.slice(path.lastIndexOf('/') + 1).replaceAll(/[^\w.~%-]/g, '');
  const mount = mountUrl.replaceAll(/[^\w.~%/-]/g, '');
  const tag = `<script async src='?${SCRIPT_FIELD}=address' data-name='${name}' data-mount='${mount}'></script>`;
  return html.replace(/<\/head>/i, (end) => `${tag}${end}`);
}
