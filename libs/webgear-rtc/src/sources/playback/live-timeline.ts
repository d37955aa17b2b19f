import { smallestStepUs } from '../../media/capture-clock.js';
import { FrameSpacing } from './frame-spacing.js';

/** With a larger deviation the source has paused or its clock has jumped, and the offset is void. */
const REANCHOR_US = 300_000;

/** How fast the offset follows a source whose clock is slower: 1/200 of the deviation per frame. */
const DRIFT_SHARE = 1 / 200;

/**
 * Converts a live source's timestamps to capture times.
 *
 * The timestamps are evenly spaced, the arrivals are not, because the network delays frames in bursts. So the spacing
 * of the source is kept, aligned to its earliest arrival, and never in the future.
 */
export class LiveTimeline {
  private readonly spacing = new FrameSpacing();
  private offsetUs: number | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;

  /**
   * Capture time of a frame with timestamp `mediaTimeUs` that arrived now; at least a tick of the RTP clock after the
   * previous one.
   */
  captureTimeUs(mediaTimeUs: number, nowUs: number): number {
    const rises = this.spacing.note(mediaTimeUs);
    if (rises) this.follow(nowUs - mediaTimeUs);
    const stampedUs = mediaTimeUs + (this.offsetUs ?? 0);
    // A repeated timestamp only tells that the frame follows the previous one, and is not in the future.
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
