/** Length of one bucket, in microseconds, and how many make the rate: as far apart as most sources have key frames. */
const BUCKET_US = 1_000_000;
const BUCKETS = 4;

/** The rate of frames that come as they are, over the last seconds. */
export class MeasuredRate {
  private readonly buckets = new Float64Array(BUCKETS);
  private filled = 0;
  private bytes = 0;
  private startUs = Number.NaN;
  private bps: number | undefined;

  /** Bits per second; `undefined` before the first second has passed. */
  get bitrateBps(): number | undefined {
    return this.bps;
  }

  /**
   * Counts a frame.
   *
   * @returns whether the rate has been measured again
   */
  note(byteLength: number, captureTimeUs: number): boolean {
    const elapsedUs = captureTimeUs - this.startUs;
    if (!(elapsedUs >= 0 && elapsedUs < 2 * BUCKET_US)) return this.restart(byteLength, captureTimeUs);
    if (elapsedUs < BUCKET_US) {
      this.bytes += byteLength;
      return false;
    }
    this.buckets[this.filled % BUCKETS] = (this.bytes * 8 * 1_000_000) / elapsedUs;
    this.filled++;
    this.startUs = captureTimeUs;
    this.bytes = byteLength;
    const count = Math.min(this.filled, BUCKETS);
    this.bps = Math.round(this.buckets.subarray(0, count).reduce((sum, bps) => sum + bps, 0) / count);
    return true;
  }

  /** What comes next is of another run of the source, or comes after a pause. */
  private restart(byteLength: number, captureTimeUs: number): false {
    this.startUs = captureTimeUs;
    this.bytes = byteLength;
    this.filled = 0;
    return false;
  }
}
