/** A live server may start with everything since its last key frame; more than this is a recording. */
const MAX_LEAD_US = 2_000_000;

/**
 * Paces a recording whose server does not declare it as one: frames that arrive much faster than real time are not
 * live.
 */
export class RunawayGuard {
  private offsetUs: number | undefined;
  private held = false;

  /** Whether a frame had to be delayed. */
  get hasHeldBack(): boolean {
    return this.held;
  }

  /**
   * How long to wait before a frame is emitted, in milliseconds.
   *
   * @param mediaTimeUs the frame's timestamp
   */
  delayMs(mediaTimeUs: number, nowUs: number): number {
    const offsetUs = nowUs - mediaTimeUs;
    // Late frames move the reference: a live stream that has stalled must not gain room for a burst.
    if (this.offsetUs === undefined || offsetUs > this.offsetUs) this.offsetUs = offsetUs;
    const leadUs = this.offsetUs - offsetUs;
    // A jump of the timestamps is not speed.
    if (leadUs > 5 * MAX_LEAD_US) this.offsetUs = offsetUs;
    const delayUs = leadUs > 5 * MAX_LEAD_US ? 0 : leadUs - MAX_LEAD_US;
    if (delayUs <= 0) return 0;
    this.held = true;
    return delayUs / 1000;
  }
}
