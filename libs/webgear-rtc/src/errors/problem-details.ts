import type { WebGearRtcErrorCode } from './error-registry.js';
import type { WebGearRtcError } from './webgear-rtc.error.js';

/** Media type of {@link ProblemDetails}. */
export const problemMediaType = 'application/problem+json';

/**
 * An error as the JSON that clients get (RFC 9457).
 *
 * @publicApi
 */
export interface ProblemDetails {
  /** Names the kind of problem: a URN with the code. It leads to no page. */
  readonly type: string;
  /** The code in words, the same for each occurrence. */
  readonly title: string;
  /** HTTP status. */
  readonly status: number;
  /** What is wrong, and what to do about it. Of a server error only what a client may know. */
  readonly detail: string;
  /** Path that was asked for, without its query; left out where it is not known. */
  readonly instance?: string;
  /** See `docs/reference/errors.md`. */
  readonly code: WebGearRtcErrorCode;
  /** The option that is wrong; left out unless the error is about an option. */
  readonly field?: string;
  /** Seconds after which another attempt may succeed; left out where none would. */
  readonly retryAfterSeconds?: number;
  /** The same as `detail`, under the name that Nest's own errors have. */
  readonly message: string;
}

/** What is told beyond the error itself. */
export interface ProblemContext {
  /** Whether clients may know what is wrong with the server, which names files, hosts and devices. */
  readonly exposeErrors?: boolean;
  /** See {@link ProblemDetails.instance}. */
  readonly instance?: string | undefined;
}

/** Codes of 5xx errors whose message may be shown to viewers. Other messages may name files, hosts and devices. */
const publicCodes: ReadonlySet<WebGearRtcErrorCode> = new Set([
  'WGR_TOO_MANY_PEERS',
  'WGR_NO_FRAME',
  'WGR_SHUTTING_DOWN',
]);

/** Words of codes that are written in capitals. */
const abbreviations: ReadonlySet<string> = new Set(['DTLS', 'ICE', 'SDP', 'UDP']);

/** The problem details of an error, as clients get them. */
export function problemDetails(
  error: WebGearRtcError,
  { exposeErrors = false, instance }: ProblemContext = {},
): ProblemDetails {
  const { code, status, field } = error;
  const detail = publicMessage(error, exposeErrors);
  const retryAfterSeconds = retryAfterOf(error);
  return {
    type: `urn:problem-type:webgear-rtc:${code}`,
    title: titleOf(code),
    status,
    detail,
    ...(instance !== undefined && { instance }),
    code,
    ...(field !== undefined && { field }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    message: detail,
  };
}

/** The headers that belong to an error: when to try again, how to authenticate. */
export function problemHeaders(error: WebGearRtcError): Record<string, string> {
  const retryAfterSeconds = retryAfterOf(error);
  return {
    'Cache-Control': 'no-store',
    // Required with this status (RFC 9110, 11.6.1).
    ...(error.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    // RFC 9110, 10.2.3.
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
  };
}

/** The message of an error as clients may know it; the whole message where errors are exposed. */
export function publicMessage(error: WebGearRtcError, exposeErrors: boolean): string {
  const isPublic = error.status < 500 || publicCodes.has(error.code);
  return isPublic || exposeErrors ? error.message : 'Something went wrong on the server. Its log says what.';
}

/** `WGR_SDP_INVALID` is "SDP invalid". */
function titleOf(code: WebGearRtcErrorCode): string {
  const words = code
    .slice('WGR_'.length)
    .split('_')
    .map((word) => (abbreviations.has(word) ? word : word.toLowerCase()))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function retryAfterOf({ detail }: WebGearRtcError): number | undefined {
  const { retryAfterSeconds } = (detail ?? {}) as { readonly retryAfterSeconds?: number };
  return retryAfterSeconds === undefined ? undefined : Math.ceil(retryAfterSeconds);
}
