/** A server of live video may begin with what it has since its last key frame; more than this is no beginning any more. */
const MAX_LEAD_US = 2_000_000;

/**
 * Gives a recording its own speed whose server did not say that it is one: what comes much faster than it was taken is not
 * live.
 */
export class RunawayGuard {
  private offsetUs: number | undefined;
  private held = false;

  /** Whether it had to hold something back. */
  get hasHeldBack(): boolean {
    return this.held;
  }

  /**
   * How long to wait before a frame is given out, in milliseconds.
   *
   * @param mediaTimeUs the time the source gives the frame
   */
  delayMs(mediaTimeUs: number, nowUs: number): number {
    const offsetUs = nowUs - mediaTimeUs;
    // What is late moves the start: a live stream that has halted must not be allowed a burst for that.
    if (this.offsetUs === undefined || offsetUs > this.offsetUs) this.offsetUs = offsetUs;
    const leadUs = this.offsetUs - offsetUs;
    // A step in the time stamps is none in the speed.
    if (leadUs > 5 * MAX_LEAD_US) this.offsetUs = offsetUs;
    const delayUs = leadUs > 5 * MAX_LEAD_US ? 0 : leadUs - MAX_LEAD_US;
    if (delayUs <= 0) return 0;
    this.held = true;
    return delayUs / 1000;
  }
}
