import { FrameSpacing, smallestStepUs } from './frame-spacing.js';

/** Behind by more than this, the source has paused or its clock has jumped, and the old offset means nothing. */
const REANCHOR_US = 300_000;

/** How fast the offset follows a source whose clock runs slower than ours: a two-hundredth of the gap per frame. */
const DRIFT_SHARE = 1 / 200;

/**
 * Turns a live source's own timestamps into capture times.
 *
 * The source's timestamps are even, the moments of arrival are not: the network bunches frames up. So the source's
 * spacing is kept, shifted to the earliest arrival seen, and never later than now.
 */
export class LiveTimeline {
  private readonly spacing = new FrameSpacing();
  private offsetUs: number | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;

  /**
   * The capture time of a frame that the source stamped `mediaTimeUs` and that arrived now; each at least a tick of the
   * RTP clock after the one before.
   */
  captureTimeUs(mediaTimeUs: number, nowUs: number): number {
    const rises = this.spacing.note(mediaTimeUs);
    if (rises) this.follow(nowUs - mediaTimeUs);
    const stampedUs = mediaTimeUs + (this.offsetUs ?? 0);
    // A repeated timestamp says nothing but that the frame came after the one before, and no later than now.
    const guessedUs = Math.min(nowUs, this.lastUs + (this.spacing.intervalUs ?? Number.POSITIVE_INFINITY));
    const timeUs = rises && stampedUs > this.lastUs ? stampedUs : guessedUs;
    this.lastUs = Math.max(this.lastUs + smallestStepUs, Math.round(timeUs));
    return this.lastUs;
  }

  private follow(arrivalOffsetUs: number): void {
    const behindUs = this.offsetUs === undefined ? Number.POSITIVE_INFINITY : arrivalOffsetUs - this.offsetUs;
    if (this.offsetUs === undefined || behindUs < 0 || behindUs > REANCHOR_US)
      this.offsetUs = arrivalOffsetUs;
    else this.offsetUs += behindUs * DRIFT_SHARE;
  }
}
