import { rawRequest, type HttpRequest } from '../signaling/http-request.js';

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\]|.*\.localhost)(:\d+)?$/i;

/**
 * Warning about a page sent over plain HTTP with `upgrade-insecure-requests`: the browser requests its files over HTTPS,
 * and the page stays empty without an error on the server.
 *
 * @param policy the `Content-Security-Policy` of the response
 */
export function insecurePageWarning(request: HttpRequest, policy: unknown): string | undefined {
  if (!/(^|;)\s*upgrade-insecure-requests\b/i.test(String(policy))) return undefined;
  const { headers } = request;
  const { host = '' } = headers;
  if (isSecure(request) || host === '' || LOOPBACK.test(host)) return undefined;
  return (
    `The page was requested at http://${host}/, and the application's Content-Security-Policy has ` +
    '"upgrade-insecure-requests", as helmet sets it: browsers request the files of the page over https and fail. ' +
    'Serve https, or set helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }).'
  );
}

function isSecure(request: HttpRequest): boolean {
  const { headers } = request;
  const { socket } = rawRequest(request) as { readonly socket?: { readonly encrypted?: boolean } };
  const forwarded = `${String(headers['x-forwarded-proto'])} ${headers.forwarded}`;
  // Browsers send `sec-fetch-site` to secure origins only, so the page was requested over HTTPS from a proxy.
  return (
    socket?.encrypted === true || /\bhttps\b/i.test(forwarded) || headers['sec-fetch-site'] !== undefined
  );
}
