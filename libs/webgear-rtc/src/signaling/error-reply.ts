import { problemDetails, problemHeaders, problemMediaType } from '../errors/problem-details.js';
import type { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { HttpRequest } from './http-request.js';
import type { HttpReply } from './http-responder.js';

/**
 * An error as problem details (RFC 9457), with `Retry-After` if a later attempt may succeed.
 *
 * @param request what is answered; left out where it is not known
 * @param exposeErrors see `RegistrationSettings.exposeErrors`
 */
export function errorReply(error: WebGearRtcError, request?: HttpRequest, exposeErrors = false): HttpReply {
  // Without the query, in which secrets may be.
  const instance = request?.originalUrl?.split('?')[0];
  return {
    status: error.status,
    headers: { ...problemHeaders(error), 'Content-Type': `${problemMediaType}; charset=utf-8` },
    // As text: Nest's adapter for Express gives an object of an error status its own media type.
    body: JSON.stringify(problemDetails(error, { exposeErrors, instance })),
  };
}
