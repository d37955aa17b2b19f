import type { H264AccessUnit } from '../../bitstream/h264-stream-inspector.js';

/** Media that may go by without an IDR frame before the stream counts as one that has none, in microseconds. */
const MAX_WAIT_US = 2_000_000;

/** The same in access units, for streams whose times say nothing. */
const MAX_WAIT_UNITS = 120;

/** With no other choice than to send the stream as it is, key frames may be this many times as far apart. */
const PATIENCE_WITHOUT_CHOICE = 15;

/**
 * Decides when a stream is decoded of which no frame has been sent as it is.
 *
 * Intra refresh and open GOPs have points where decoders may begin that are no IDR frames. Browsers begin at IDR frames
 * only, and would ask for one for as long as they watch.
 */
export class KeyFrameWait {
  private sinceUs: number | undefined;
  private units = 0;

  /** The stream is sent as it is now; the next wait is another. */
  reset(): void {
    this.sinceUs = undefined;
    this.units = 0;
  }

  /**
   * Takes an access unit that is not sent as it is.
   *
   * @param unit `undefined` for one without a slice
   * @param isForced whether the stream is to be sent as it is in any case
   * @returns why to decode from here on; `undefined` while there is reason to wait for an IDR frame
   */
  reasonToDecode(unit: H264AccessUnit | undefined, timeUs: number, isForced: boolean): string | undefined {
    this.sinceUs ??= timeUs;
    this.units++;
    const patience = isForced ? PATIENCE_WITHOUT_CHOICE : 1;
    // A step in the time stamps is no wait: units count beside.
    const isLate = timeUs - this.sinceUs > MAX_WAIT_US * patience && this.units > 1;
    const isOver = isLate || this.units > MAX_WAIT_UNITS * patience;
    const { sps, ineligibility } = unit ?? {};
    if (sps !== undefined && ineligibility !== undefined) return ineligibility;
    const isEntryPoint = unit?.isEntryPoint === true && !isForced;
    return isOver || isEntryPoint ? (ineligibility ?? 'it has no IDR frames') : undefined;
  }
}
