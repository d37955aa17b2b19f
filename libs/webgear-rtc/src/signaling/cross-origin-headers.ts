import type { IncomingHttpHeaders } from 'node:http';

/** How long a browser may cache the response to a preflight; the maximum of Chromium. */
const PREFLIGHT_MAX_AGE_SECONDS = 7200;

/**
 * The CORS headers (Fetch standard) of a response; none if the origin is not allowed or the request has no `Origin`.
 *
 * @param allowedOrigins normalised; `*` for all
 */
export function crossOriginHeaders(
  allowedOrigins: readonly string[],
  { origin }: Pick<IncomingHttpHeaders, 'origin'>,
): Record<string, string> {
  if (allowedOrigins.length === 0) return {};
  // For `<img>` and `<script>` of other origins, which do not use CORS; hosts often send `same-origin`.
  const embedding = { 'Cross-Origin-Resource-Policy': 'cross-origin' };
  const exposed = {
    'Access-Control-Expose-Headers':
      'Accept-Patch, Accept-Post, ETag, Link, Location, Retry-After, X-Clip-Duration, X-Clip-Start',
  };
  if (allowedOrigins.includes('*')) return { ...embedding, ...exposed, 'Access-Control-Allow-Origin': '*' };
  // Prevents caches from serving the response for one origin to another.
  const varying = { ...embedding, Vary: 'Origin' };
  if (origin === undefined || !allowedOrigins.some((allowed) => matches(allowed, origin))) return varying;
  return {
    ...varying,
    ...exposed,
    'Access-Control-Allow-Origin': origin,
    // Only for named origins: guards may read cookies.
    'Access-Control-Allow-Credentials': 'true',
  };
}

/** Whether a request is a CORS preflight. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** Headers of the response to a preflight in addition to {@link crossOriginHeaders}. */
export function preflightHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const wanted = headers['access-control-request-headers'];
  const isToPrivateNetwork = headers['access-control-request-private-network'] === 'true';
  return {
    'Access-Control-Allow-Methods': 'OPTIONS, GET, HEAD, POST, PATCH, DELETE',
    ...(wanted !== undefined && { 'Access-Control-Allow-Headers': wanted }),
    ...(isToPrivateNetwork && { 'Access-Control-Allow-Private-Network': 'true' }),
    'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE_SECONDS),
  };
}

function matches(allowed: string, origin: string): boolean {
  const sent = origin.toLowerCase();
  const [scheme = '', host = ''] = allowed.split('//*.');
  if (host === '') return sent === allowed;
  return sent.startsWith(`${scheme}//`) && sent.endsWith(`.${host}`);
}
