/**
 * Further back than this is no disorder, but timestamps that have wrapped during a pause: 47 s at 90 kHz, 87 s at 48 kHz, when
 * no two renditions of a track are that far apart.
 */
const MAX_DISORDER_TICKS = 2 ** 22;

/**
 * An RTP timestamp, or the one after the last where it would not rise: to a receiver, frames of one timestamp are one
 * frame, and one that goes back is lost (RFC 3550, 5.1).
 *
 * @param last the timestamp before; `undefined` for the first
 */
export function risingTimestamp(timestamp: number, last: number | undefined): number {
  if (last === undefined) return timestamp;
  // Both count modulo 2^32.
  const step = (timestamp - last) | 0;
  return step > 0 || step < -MAX_DISORDER_TICKS ? timestamp : (last + 1) >>> 0;
}
