import type { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { WebGearRtcErrorCode } from '../errors/error-registry.js';
import type { HttpAnswer } from './http-responder.js';

/** Errors of the server whose words are meant for visitors. Those of the others name files, hosts and devices. */
const codesForVisitors: ReadonlySet<WebGearRtcErrorCode> = new Set([
  'WGR_TOO_MANY_PEERS',
  'WGR_NO_PICTURE',
  'WGR_SHUTTING_DOWN',
]);

/** An error in the words of a visitor; in full when `logging` is on. */
export function errorMessage(error: WebGearRtcError, logging: boolean): string {
  const isForVisitors = error.status < 500 || codesForVisitors.has(error.code);
  return isForVisitors || logging ? error.message : 'Something went wrong on the server. Its log says what.';
}

/** An error as JSON: `{ code, message }`, with `Retry-After` where a later attempt may succeed. */
export function errorAnswer(error: WebGearRtcError, logging: boolean): HttpAnswer {
  return {
    status: error.status,
    headers: { 'Cache-Control': 'no-store', ...retryAfter(error) },
    body: { code: error.code, message: errorMessage(error, logging) },
  };
}

/** The `Retry-After` header of an error that states a delay (RFC 9110 §10.2.3). */
export function retryAfter({ detail }: WebGearRtcError): Record<string, string> {
  const { retryAfterSeconds } = (detail ?? {}) as { readonly retryAfterSeconds?: number };
  return retryAfterSeconds === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterSeconds)) };
}
