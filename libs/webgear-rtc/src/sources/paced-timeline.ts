/** Later than this, the pace cannot be kept: go on from now instead of hurrying after it. */
const MAX_LATENESS_US = 200_000;

/** A step between two pictures beyond this is a fault in the timestamps, not a pause to sit through. */
const MAX_STEP_US = 10_000_000;

/** When each picture of a source that sets no pace of its own is due on our clock. */
export class PacedTimeline {
  private offsetUs: number | undefined;
  private lastMediaUs = 0;
  private lastDueUs = Number.NEGATIVE_INFINITY;

  /** The next picture belongs to another run through the source, or to another source: its timestamps start anew. */
  restart(): void {
    this.offsetUs = undefined;
  }

  /**
   * When a picture stamped `mediaTimeUs` is due; always increasing.
   *
   * @param frameIntervalUs distance to keep where the timestamps give none: at a loop, or where they jump
   */
  dueUs(mediaTimeUs: number, nowUs: number, frameIntervalUs: number): number {
    const stepUs = mediaTimeUs - this.lastMediaUs;
    this.lastMediaUs = mediaTimeUs;
    if (this.offsetUs === undefined || stepUs < 0 || stepUs > MAX_STEP_US) {
      const goesOn = nowUs - this.lastDueUs <= MAX_LATENESS_US + frameIntervalUs;
      this.offsetUs = (goesOn ? this.lastDueUs + frameIntervalUs : nowUs) - mediaTimeUs;
    }
    const latenessUs = nowUs - (mediaTimeUs + this.offsetUs);
    if (latenessUs > MAX_LATENESS_US) this.offsetUs += latenessUs;
    this.lastDueUs = Math.max(this.lastDueUs + 1, Math.round(mediaTimeUs + this.offsetUs));
    return this.lastDueUs;
  }
}
