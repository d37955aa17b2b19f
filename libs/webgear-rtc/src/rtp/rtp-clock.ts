import { randomInt } from 'node:crypto';
import { videoTrack } from '../media/rendition-key.js';

const ntpEpochOffsetSeconds = 2_208_988_800;

/** A 64-bit NTP time stamp: seconds since 1900 and a binary fraction (RFC 3550, 4). */
export interface NtpTime {
  readonly seconds: number;
  readonly fraction: number;
}

/**
 * The RTP clock of one track and its place in wall-clock time.
 *
 * It follows capture time, not frame counts: with a source that slows down, a clock made of nominal frame durations
 * runs ahead and the browser delays playback to match.
 */
export class RtpClock {
  /**
   * @param wallClockOffsetUs what to add to a capture time for microseconds since 1970
   * @param offset where it starts; of the same offsets two clocks are the same, in whichever thread
   */
  constructor(
    readonly wallClockOffsetUs: number,
    readonly offset = randomInt(2 ** 32),
    readonly clockRateHz = videoTrack.clockRateHz,
  ) {}

  /** The clock of a track that another thread or process describes. */
  static of(track: {
    readonly wallClockOffsetUs: number;
    readonly rtpOffset: number;
    readonly clockRateHz: number;
  }): RtpClock {
    return new RtpClock(track.wallClockOffsetUs, track.rtpOffset, track.clockRateHz);
  }

  /** The RTP time stamp of a capture time, modulo 2^32. */
  timestamp(captureTimeUs: number): number {
    return (Math.round((captureTimeUs * this.clockRateHz) / 1_000_000) + this.offset) % 2 ** 32;
  }

  /** A capture time as a moment of the wall clock. */
  ntpTime(captureTimeUs: number): NtpTime {
    const wallClockUs = captureTimeUs + this.wallClockOffsetUs;
    const unixSeconds = Math.floor(wallClockUs / 1_000_000);
    const remainderUs = wallClockUs - unixSeconds * 1_000_000;
    return {
      seconds: (unixSeconds + ntpEpochOffsetSeconds) % 2 ** 32,
      fraction: Math.floor((remainderUs * 2 ** 32) / 1_000_000),
    };
  }
}

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
