import {
  problemDetails,
  problemHeaders,
  problemMediaType,
  type ProblemContext,
} from '../errors/problem-details.js';
import type { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { HttpReply } from './http-responder.js';

/** An error as problem details (RFC 9457), with `Retry-After` if a later attempt may succeed. */
export function errorReply(error: WebGearRtcError, context: ProblemContext): HttpReply {
  return {
    status: error.status,
    headers: { ...problemHeaders(error), 'Content-Type': `${problemMediaType}; charset=utf-8` },
    // As text: Nest's adapter for Express gives an object of an error status its own media type.
    body: JSON.stringify(problemDetails(error, context)),
  };
}
