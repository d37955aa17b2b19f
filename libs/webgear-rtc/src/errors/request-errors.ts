import { define, ended, tryAgainIn, type Reason, type Retry } from './error-definition.js';

/** The errors of what clients send to the routes of a stream, a part of `errorRegistry`. */
export const requestErrors = {
  WGR_BODY_TYPE_UNSUPPORTED: define(415, (detail: { received: string; expected?: string }) => {
    const { received, expected = 'application/json' } = detail;
    return [`The body must be ${expected}, but is ${received}.`, `Send Content-Type: ${expected}.`];
  }),
  WGR_BODY_TOO_LARGE: define(413, ({ limitBytes }: { limitBytes: number }) => [
    `The body exceeds the limit of ${limitBytes} bytes.`,
    'Send a single offer.',
  ]),
  WGR_BODY_MALFORMED: define(400, ({ reason }: Reason) => [
    `The body could not be read: ${ended(reason)}`,
    'Send valid JSON.',
  ]),
  WGR_OFFER_INVALID: define(400, ({ reason }: Reason) => [
    `The body is not an offer: ${reason}.`,
    'Send { "sdp": "…", "type": "offer" }.',
  ]),
  WGR_QUALITY_INVALID: define(400, ({ reason }: Reason) => [
    `The body is not a request for a quality: ${reason}.`,
    'Send { "sessionToken": "…", "maxHeight": 720 }.',
  ]),
  WGR_CONTROL_INVALID: define(500, (detail: Reason & { name: string; place: string }) => [
    `The control "${detail.name}" cannot be handled by ${detail.place}: ${ended(detail.reason)}`,
    'Correct @WebGearRtcControl() there.',
  ]),
  WGR_CONTROL_MESSAGE_INVALID: define(400, ({ reason }: Reason) => [
    `The body is not a message of a control: ${reason}.`,
    'Send { "sessionToken": "…", "name": "ptz", "value": … }.',
  ]),
  WGR_CONTROL_UNKNOWN: define(404, ({ name, streamName }: { name: string; streamName: string }) => [
    `Stream "${streamName}" has no control "${name}".`,
    'Use the name of a method with @WebGearRtcControl().',
  ]),
  WGR_CONTROL_BUSY: define(409, (detail: Retry & { name: string }) => [
    `Another viewer uses the control "${detail.name}".`,
    tryAgainIn(detail),
  ]),
  WGR_CONTROL_TOO_OFTEN: define(429, (detail: Retry & { name: string; maxPerSecond: number }) => [
    `The control "${detail.name}" takes ${detail.maxPerSecond} messages per second of one viewer.`,
    tryAgainIn(detail),
  ]),
  WGR_SESSION_UNKNOWN: define(404, () => [
    'There is no session with this token.',
    'Send an offer to begin one.',
  ]),
  WGR_NODE_UNREACHABLE: define(503, (retry: Retry) => [
    'The process of the cluster that has this session does not answer.',
    tryAgainIn(retry),
  ]),
  WGR_CANDIDATES_INVALID: define(400, ({ reason }: Reason) => [
    `The body is not a fragment with ICE candidates: ${reason}.`,
    'Send a=ice-ufrag and a=candidate lines (RFC 8840).',
  ]),
  WGR_SESSION_CHANGED: define(412, () => [
    'If-Match names another state of the session.',
    'Send the ETag that came with the answer, or "*".',
  ]),
  WGR_IF_MATCH_MISSING: define(428, () => ['An ICE restart needs If-Match.', 'Send If-Match: *.']),
};
