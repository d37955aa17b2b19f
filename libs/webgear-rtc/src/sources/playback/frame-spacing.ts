/**
 * A smaller increase of the timestamp counts as none, in microseconds. Containers with coarse ticks repeat a
 * timestamp, or add a tick to make it unique; at 1,000 frames per second the true step is larger.
 */
const SMALLEST_RISE_US = 900;

/** Weight of the newest step in the running averages. */
const NEWEST_SHARE = 1 / 4;

/** Learns the true frame interval of a source from its timestamps. */
export class FrameSpacing {
  private learnedUs: number | undefined;
  private averageStepUs = 0;
  private framesSinceRise = 0;
  private riseFromUs = 0;

  /** Frame interval in microseconds; `undefined` before the timestamps have increased. */
  get intervalUs(): number | undefined {
    return this.learnedUs;
  }

  /** Running average of the steps between distinct timestamps in microseconds; 0 before the first. */
  get typicalStepUs(): number {
    return this.averageStepUs;
  }

  /**
   * Adds a timestamp.
   *
   * @returns `false` if it repeats the previous one, or hardly exceeds it
   */
  note(mediaTimeUs: number): boolean {
    const riseUs = mediaTimeUs - this.riseFromUs;
    const intervalUs = riseUs / this.framesSinceRise;
    // A small increase after many frames is a coarse tick, not their spacing.
    const repeats = Math.abs(riseUs) < SMALLEST_RISE_US || Math.abs(intervalUs) < SMALLEST_RISE_US / 2;
    if (this.framesSinceRise > 0 && repeats) {
      this.framesSinceRise++;
      return false;
    }
    if (this.framesSinceRise > 0 && riseUs > 0) this.learn(riseUs, intervalUs);
    this.begin(mediaTimeUs);
    return true;
  }

  /** Starts over at this timestamp; the step to it does not count. */
  begin(mediaTimeUs: number): void {
    this.riseFromUs = mediaTimeUs;
    this.framesSinceRise = 1;
  }

  /** Adds a step that was rejected as a jump: if many are alike, they are the source's own. */
  doubt(stepUs: number): void {
    this.averageStepUs += (stepUs - this.averageStepUs) * NEWEST_SHARE;
  }

  private learn(riseUs: number, intervalUs: number): void {
    this.averageStepUs =
      this.averageStepUs === 0 ? riseUs : this.averageStepUs + (riseUs - this.averageStepUs) * NEWEST_SHARE;
    // A single pause must not be taken for the frame interval.
    const before = this.learnedUs ?? intervalUs;
    this.learnedUs = before + (Math.min(intervalUs, 2 * before) - before) * NEWEST_SHARE;
  }
}
