import type { HttpRequest } from '../signaling/http-request.interface.js';
import { rawRequest } from '../signaling/raw-request.js';

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\]|.*\.localhost)(:\d+)?$/i;

/**
 * What there is to say of a page that goes out by plain http with a policy that has the browser ask for its files by https:
 * it stays empty, and nothing else tells why.
 *
 * @param policy the `Content-Security-Policy` of the answer
 */
export function insecurePageWarning(request: HttpRequest, policy: unknown): string | undefined {
  if (!/(^|;)\s*upgrade-insecure-requests\b/i.test(String(policy))) return undefined;
  const { headers } = request;
  const { host = '' } = headers;
  if (isSecure(request) || host === '' || LOOPBACK.test(host)) return undefined;
  return (
    `The page was asked for at http://${host}/, and the application's Content-Security-Policy has ` +
    '"upgrade-insecure-requests", as helmet sets it: browsers ask for the files of the page by https and get none. ' +
    'Serve https, or set helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }).'
  );
}

function isSecure(request: HttpRequest): boolean {
  const { headers } = request;
  const { socket } = rawRequest(request) as { readonly socket?: { readonly encrypted?: boolean } };
  const forwarded = `${String(headers['x-forwarded-proto'])} ${headers.forwarded}`;
  // Browsers send the last one to addresses they trust alone: https, whatever proxies are between.
  return (
    socket?.encrypted === true || /\bhttps\b/i.test(forwarded) || headers['sec-fetch-site'] !== undefined
  );
}
