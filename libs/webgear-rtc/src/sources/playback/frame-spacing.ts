/**
 * A rise of less than this is none, in microseconds. Containers that count in coarse ticks repeat a timestamp or add a
 * tick to tell frames apart; real video of 1,000 frames a second still rises by more.
 */
const SMALLEST_RISE_US = 900;

/** Weight of the newest rise in the running averages. */
const NEWEST_SHARE = 1 / 4;

/** How far apart the frames of a source truly are, learned from its timestamps where those rise. */
export class FrameSpacing {
  private learnedUs: number | undefined;
  private averageStepUs = 0;
  private framesSinceRise = 0;
  private riseFromUs = 0;

  /** Time from one frame to the next in microseconds; `undefined` before the timestamps have risen. */
  get intervalUs(): number | undefined {
    return this.learnedUs;
  }

  /** Running average of the steps between different timestamps in microseconds; 0 before the first. */
  get typicalStepUs(): number {
    return this.averageStepUs;
  }

  /**
   * Learns from the next timestamp.
   *
   * @returns `false` where it repeats one, or hardly rises above it
   */
  note(mediaTimeUs: number): boolean {
    const riseUs = mediaTimeUs - this.riseFromUs;
    const intervalUs = riseUs / this.framesSinceRise;
    // A small rise after many frames is a tick that was long in coming, not their spacing.
    const repeats = Math.abs(riseUs) < SMALLEST_RISE_US || Math.abs(intervalUs) < SMALLEST_RISE_US / 2;
    if (this.framesSinceRise > 0 && repeats) {
      this.framesSinceRise++;
      return false;
    }
    if (this.framesSinceRise > 0 && riseUs > 0) this.learn(riseUs, intervalUs);
    this.begin(mediaTimeUs);
    return true;
  }

  /** The timestamps go on from here; the step to it says nothing of the spacing. */
  begin(mediaTimeUs: number): void {
    this.riseFromUs = mediaTimeUs;
    this.framesSinceRise = 1;
  }

  /** Takes a step into account that was not believed: where many are like it, they are the source's own. */
  doubt(stepUs: number): void {
    this.averageStepUs += (stepUs - this.averageStepUs) * NEWEST_SHARE;
  }

  private learn(riseUs: number, intervalUs: number): void {
    this.averageStepUs =
      this.averageStepUs === 0 ? riseUs : this.averageStepUs + (riseUs - this.averageStepUs) * NEWEST_SHARE;
    // One pause must not pass for the spacing of what comes after it.
    const before = this.learnedUs ?? intervalUs;
    this.learnedUs = before + (Math.min(intervalUs, 2 * before) - before) * NEWEST_SHARE;
  }
}

/**
 * Shortest distance of two frames of one stream, in microseconds: a little more than a tick of the 90 kHz RTP clock.
 *
 * Frames that share an RTP timestamp are one frame to a receiver (RFC 3550, 5.1), which then decodes neither.
 */
export const smallestStepUs = 12;
