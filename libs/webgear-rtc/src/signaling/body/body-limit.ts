import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

/** Longest body our routes take. The offer of a browser with all its codecs is below 10 KiB. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** The error for a body over the limit. */
export function bodyTooLarge(): WebGearRtcError<'WGR_BODY_TOO_LARGE'> {
  return new WebGearRtcError('WGR_BODY_TOO_LARGE', { limitBytes: BODY_LIMIT_BYTES });
}
