import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { ViewerPreferences } from '../peers/viewer-preferences.js';
import { jsonOf } from './body/json-body.js';
import type { RequestBody } from './body/read-body.js';
import { parsePreferences } from './quality-body.js';

/** The body of `POST offer`. */
export interface OfferBody {
  /** The SDP. */
  readonly sdp: string;
  /** Token of the session that this one replaces, sent by a player that reconnects. */
  readonly previousSessionToken?: string;
  /** What the page wants of the quality ladder. */
  readonly quality?: ViewerPreferences;
}

/**
 * Reads an offer.
 *
 * @throws WebGearRtcError `WGR_BODY_TYPE_UNSUPPORTED`, `WGR_BODY_MALFORMED`, `WGR_OFFER_INVALID`
 */
export function parseOffer(body: RequestBody): OfferBody {
  const offer = jsonOf(body);
  if (typeof offer !== 'object' || offer === null) throw invalidOffer('it is not an object');
  const { type, sdp, previousSessionToken, quality } = offer as Record<string, unknown>;
  if (type !== 'offer') throw invalidOffer('"type" is not "offer"');
  if (typeof sdp !== 'string') throw invalidOffer('"sdp" is not a string');
  if (sdp.trim() === '') throw invalidOffer('"sdp" is empty');
  return {
    sdp,
    ...(typeof previousSessionToken === 'string' && { previousSessionToken }),
    ...(quality !== undefined && { quality: qualityOf(quality) }),
  };
}

function qualityOf(quality: unknown): ViewerPreferences {
  if (typeof quality !== 'object' || quality === null) throw invalidOffer('"quality" is not an object');
  return parsePreferences(quality as Record<string, unknown>, (reason) =>
    invalidOffer(`in "quality" ${reason}`),
  );
}

function invalidOffer(reason: string): WebGearRtcError<'WGR_OFFER_INVALID'> {
  return new WebGearRtcError('WGR_OFFER_INVALID', { reason });
}
