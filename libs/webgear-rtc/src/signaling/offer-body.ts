import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { RequestBody } from './body/read-body.js';

/** The body of `POST offer`. */
export interface OfferBody {
  /** The SDP. */
  readonly sdp: string;
  /** Token of the session that this one replaces, sent by a player that reconnects. */
  readonly previousSessionToken?: string;
}

/**
 * Reads an offer.
 *
 * @throws WebGearRtcError `WGR_BODY_TYPE_UNSUPPORTED`, `WGR_BODY_MALFORMED`, `WGR_OFFER_INVALID`
 */
export function parseOffer(body: RequestBody): OfferBody {
  if (!isJson(body.contentType)) {
    const received = body.contentType === undefined ? 'of no stated type' : 'of another type or charset';
    throw new WebGearRtcError('WGR_BODY_TYPE_UNSUPPORTED', { received });
  }
  const offer = body.text === undefined ? body.parsed : parseJson(body.text);
  if (typeof offer !== 'object' || offer === null) throw invalidOffer('it is not an object');
  const { type, sdp, previousSessionToken } = offer as Record<string, unknown>;
  if (type !== 'offer') throw invalidOffer('"type" is not "offer"');
  if (typeof sdp !== 'string') throw invalidOffer('"sdp" is not a string');
  if (sdp.trim() === '') throw invalidOffer('"sdp" is empty');
  return typeof previousSessionToken === 'string' ? { sdp, previousSessionToken } : { sdp };
}

function isJson(contentType = ''): boolean {
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith('charset='));
  // RFC 8259 §8.1: JSON between systems is UTF-8 and nothing else.
  return (
    mediaType.trim() === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Not the parser's message, which quotes the body.
    throw new WebGearRtcError('WGR_BODY_MALFORMED', { reason: 'it is not JSON' }, { cause });
  }
}

function invalidOffer(reason: string): WebGearRtcError<'WGR_OFFER_INVALID'> {
  return new WebGearRtcError('WGR_OFFER_INVALID', { reason });
}
