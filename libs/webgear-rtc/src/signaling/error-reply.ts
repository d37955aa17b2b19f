import type { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { WebGearRtcErrorCode } from '../errors/error-registry.js';
import type { HttpReply } from './http-responder.js';

/** Codes of 5xx errors whose message may be shown to viewers. Other messages may name files, hosts and devices. */
const publicCodes: ReadonlySet<WebGearRtcErrorCode> = new Set([
  'WGR_TOO_MANY_PEERS',
  'WGR_NO_FRAME',
  'WGR_SHUTTING_DOWN',
]);

/** The message of an error as shown to viewers; the full message if `logging` is on. */
export function errorMessage(error: WebGearRtcError, logging: boolean): string {
  const isPublic = error.status < 500 || publicCodes.has(error.code);
  return isPublic || logging ? error.message : 'Something went wrong on the server. Its log says what.';
}

/** An error as JSON: `{ code, message }`, with `Retry-After` if a later attempt may succeed. */
export function errorReply(error: WebGearRtcError, logging: boolean): HttpReply {
  return {
    status: error.status,
    headers: {
      'Cache-Control': 'no-store',
      // Required with this status (RFC 9110, 11.6.1).
      ...(error.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...retryAfter(error),
    },
    body: { code: error.code, message: errorMessage(error, logging) },
  };
}

/** The `Retry-After` header of an error with a delay (RFC 9110 §10.2.3). */
export function retryAfter({ detail }: WebGearRtcError): Record<string, string> {
  const { retryAfterSeconds } = (detail ?? {}) as { readonly retryAfterSeconds?: number };
  return retryAfterSeconds === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterSeconds)) };
}
