/** Behind by more than this, the source has paused or its clock has jumped, and the old offset means nothing. */
const REANCHOR_US = 300_000;

/** How fast the offset follows a source whose clock runs slower than ours: a two-hundredth of the gap per picture. */
const DRIFT_SHARE = 1 / 200;

/**
 * Turns a live source's own timestamps into capture times.
 *
 * The source's timestamps are even, the moments of arrival are not: the network bunches pictures up. So the source's
 * spacing is kept, shifted to the earliest arrival seen, and never later than now.
 */
export class LiveTimeline {
  private offsetUs: number | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;

  /** The capture time of a picture that the source stamped `mediaTimeUs` and that arrived now; always increasing. */
  captureTimeUs(mediaTimeUs: number, nowUs: number): number {
    const arrivalOffsetUs = nowUs - mediaTimeUs;
    const behindUs = this.offsetUs === undefined ? Number.POSITIVE_INFINITY : arrivalOffsetUs - this.offsetUs;
    if (this.offsetUs === undefined || behindUs < 0 || behindUs > REANCHOR_US)
      this.offsetUs = arrivalOffsetUs;
    else this.offsetUs += behindUs * DRIFT_SHARE;
    this.lastUs = Math.max(this.lastUs + 1, Math.round(mediaTimeUs + this.offsetUs));
    return this.lastUs;
  }
}
