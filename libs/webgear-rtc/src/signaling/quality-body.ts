import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { ViewerPreferences } from '../peers/peer-manager.interface.js';
import { jsonOf } from './body/json-body.js';
import type { RequestBody } from './body/read-body.js';

/** More than any screen has; frames are at most 8192 pixels high. */
const LARGEST_HEIGHT = 65_535;
/** More than any name of a rung. */
const LONGEST_NAME = 64;

/** The body of `POST quality`. */
export interface QualityBody {
  /** Secret of the session. */
  readonly sessionToken: string;
  /** What its page wants; empty if it only asks. */
  readonly preferences: ViewerPreferences;
}

/**
 * Reads what a page wants of the quality ladder.
 *
 * @throws WebGearRtcError `WGR_BODY_TYPE_UNSUPPORTED`, `WGR_BODY_MALFORMED`, `WGR_QUALITY_INVALID`
 */
export function parseQuality(body: RequestBody): QualityBody {
  const request = jsonOf(body);
  if (typeof request !== 'object' || request === null) throw invalidQuality('it is not an object');
  const { sessionToken, ...preferences } = request as Record<string, unknown>;
  if (typeof sessionToken !== 'string') throw invalidQuality('"sessionToken" is not a string');
  return { sessionToken, preferences: parsePreferences(preferences, invalidQuality) };
}

/**
 * Reads the preferences among the fields of an object. Other fields are ignored.
 *
 * @param invalid creates the error for a wrong value
 * @throws the error of `invalid`
 */
export function parsePreferences(
  { maxHeight, hidden, rung }: Readonly<Record<string, unknown>>,
  invalid: (reason: string) => WebGearRtcError,
): ViewerPreferences {
  if (maxHeight !== undefined && !isHeight(maxHeight)) {
    throw invalid(`"maxHeight" is not a whole number from 1 to ${LARGEST_HEIGHT}`);
  }
  if (hidden !== undefined && typeof hidden !== 'boolean') throw invalid('"hidden" is not a boolean');
  if (rung !== undefined && rung !== null && !isName(rung)) {
    throw invalid(`"rung" is neither null nor a name of 1 to ${LONGEST_NAME} letters`);
  }
  return {
    ...(maxHeight !== undefined && { maxHeight }),
    ...(hidden !== undefined && { hidden }),
    ...(rung !== undefined && { rung }),
  };
}

/** What a page learns of its viewer: nothing that it could not measure, and no address. */
export function qualityOf({
  rung,
  rungs,
  estimateBps,
  targetBps,
  fractionLost,
  roundTripTimeMs,
  queueMs,
  freezes,
  tooSlow,
}: PeerSnapshot): object {
  return {
    rung,
    rungs,
    estimateBps,
    targetBps,
    fractionLost,
    roundTripTimeMs,
    queueMs,
    freezes,
    tooSlow,
  };
}

function isHeight(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LARGEST_HEIGHT;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
}

function invalidQuality(reason: string): WebGearRtcError<'WGR_QUALITY_INVALID'> {
  return new WebGearRtcError('WGR_QUALITY_INVALID', { reason });
}
