import type { IncomingHttpHeaders } from 'node:http';

/** How long a browser may keep the answer to a preflight; none keeps it longer. */
const PREFLIGHT_MAX_AGE_SECONDS = 7200;

/**
 * The headers that let a page of another origin read an answer (Fetch standard, CORS protocol); none where the origin is
 * not allowed, or no page asks.
 *
 * @param allowedOrigins normalised; `*` for all
 */
export function crossOriginHeaders(
  allowedOrigins: readonly string[],
  { origin }: Pick<IncomingHttpHeaders, 'origin'>,
): Record<string, string> {
  if (allowedOrigins.length === 0) return {};
  // Without CORS, `<img>` and `<script>` of another origin ask for this one where the host sends `same-origin`.
  const embedding = { 'Cross-Origin-Resource-Policy': 'cross-origin' };
  const exposed = { 'Access-Control-Expose-Headers': 'ETag, Link, Location, Retry-After' };
  if (allowedOrigins.includes('*')) return { ...embedding, ...exposed, 'Access-Control-Allow-Origin': '*' };
  // A cache must not give the answer for one origin to a page of another.
  const varying = { ...embedding, Vary: 'Origin' };
  if (origin === undefined || !allowedOrigins.some((allowed) => matches(allowed, origin))) return varying;
  return {
    ...varying,
    ...exposed,
    'Access-Control-Allow-Origin': origin,
    // Only for origins that were named: guards may read cookies.
    'Access-Control-Allow-Credentials': 'true',
  };
}

/** Whether a request is the question of a browser before the request that its page makes. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** What the answer to a preflight has besides {@link crossOriginHeaders}. */
export function preflightHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const wanted = headers['access-control-request-headers'];
  const isToPrivateNetwork = headers['access-control-request-private-network'] === 'true';
  return {
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, PATCH, DELETE',
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
