import { pathOf } from './page-url.js';

/** Field of the query by which a page asks for {@link addressScript}. */
const SCRIPT_FIELD = 'webgear-rtc-script';

/**
 * Finds out whether the page's links lead to the server, and adds the slash to the address where they do not.
 *
 * Links are relative. A proxy that renames the path, such as nginx's `location /door { proxy_pass http://host/camera; }`,
 * shows the page at an address without a slash whose last name the server never sees, and its links then lead one folder
 * too high. Only the browser knows the address. The page can load this script because a link that is a query alone leads to
 * the page's own address whatever that is.
 *
 * It does so once: a proxy that takes the slash away again would otherwise send the page back and forth.
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

/** Whether a request to a page's address is for {@link addressScript}. */
export function asksForAddressScript(requestUrl: string): boolean {
  return new URLSearchParams(requestUrl.slice(pathOf(requestUrl).length)).has(SCRIPT_FIELD);
}

/**
 * Links {@link addressScript} in the head of a page, which its user may have written.
 *
 * @param mountUrl relative URL from the page to the module's path
 */
export function withAddressScript(html: string, requestUrl: string, mountUrl: string): string {
  const path = pathOf(requestUrl);
  // Names in addresses of ours have no quotes in them; what an attribute may not hold is left out all the same.
  const name = path.slice(path.lastIndexOf('/') + 1).replaceAll(/[^\w.~%-]/g, '');
  const mount = mountUrl.replaceAll(/[^\w.~%/-]/g, '');
  const tag = `<script async src='?${SCRIPT_FIELD}=address' data-name='${name}' data-mount='${mount}'></script>`;
  return html.replace(/<\/head>/i, (end) => `${tag}${end}`);
}
