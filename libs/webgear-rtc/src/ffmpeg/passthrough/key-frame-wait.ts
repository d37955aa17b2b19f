import type { InspectedAccessUnit } from '../../bitstream/stream-inspector.interface.js';

/** Time without an IDR frame after which the stream counts as one without any, in microseconds. */
const MAX_WAIT_US = 2_000_000;

/** The same in access units, for streams with unusable timestamps. */
const MAX_WAIT_UNITS = 120;

/** With forced passthrough the limits are this many times longer. */
const FORCED_FACTOR = 15;

/**
 * Decides when to decode a stream that cannot be passed through yet.
 *
 * Intra refresh and open GOPs have random access points that are not IDR frames. Browsers start at IDR frames only,
 * and would request one indefinitely.
 */
export class KeyFrameWait {
  private sinceUs: number | undefined;
  private units = 0;

  /** Passthrough has begun; the next wait starts from zero. */
  reset(): void {
    this.sinceUs = undefined;
    this.units = 0;
  }

  /**
   * Takes an access unit that is not passed through.
   *
   * @param unit `undefined` for one without a slice
   * @param isForced whether passthrough is forced
   * @returns why to decode from here on; `undefined` while an IDR frame may follow
   */
  reasonToDecode(
    unit: InspectedAccessUnit | undefined,
    timeUs: number,
    isForced: boolean,
  ): string | undefined {
    this.sinceUs ??= timeUs;
    this.units++;
    const factor = isForced ? FORCED_FACTOR : 1;
    // A jump of the timestamps is not a wait: access units are counted as well.
    const isLate = timeUs - this.sinceUs > MAX_WAIT_US * factor && this.units > 1;
    const isOver = isLate || this.units > MAX_WAIT_UNITS * factor;
    const { sps, ineligibility } = unit ?? {};
    if (sps !== undefined && ineligibility !== undefined) return ineligibility;
    const isEntryPoint = unit?.isEntryPoint === true && !isForced;
    return isOver || isEntryPoint ? (ineligibility ?? 'it has no IDR frames') : undefined;
  }
}
