import { smallestStepUs } from '../../media/capture-clock.js';
import { FrameSpacing } from './frame-spacing.js';

/** With a larger deviation the source has paused or its clock has jumped, and the offset is void. */
const REANCHOR_US = 300_000;

/** How fast the offset follows a source whose clock is slower: 1/200 of the deviation per frame. */
const DRIFT_SHARE = 1 / 200;

/** Sound may arrive that much before or after its frames: a multiplexer sends frames ahead of their time. */
const MAX_APART_US = 3_000_000;

/**
 * Converts a live source's timestamps to capture times.
 *
 * The timestamps are evenly spaced, the arrivals are not, because the network delays frames in bursts. So the spacing
 * of the source is kept, aligned to its earliest arrival, and never in the future.
 */
export class LiveTimeline {
  private readonly spacing = new FrameSpacing();
  private offsetUs: number | undefined;
  /** What {@link offsetUs} would be by the arrivals of the sound. */
  private soundOffsetUs: number | undefined;
  private soundEndUs = Number.NEGATIVE_INFINITY;
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

  /**
   * Capture time of sound with timestamp `mediaTimeUs` that arrived now, on the axis of the frames. It is in the future if the
   * camera takes longer for its frames: then the sound has to wait.
   *
   * Cameras that send no sender reports may stamp their sound on an axis of its own; its arrival then counts alone.
   *
   * @returns `undefined` before the first frame, and for sound that the sound before overlaps, as in the burst on connecting
   */
  soundTimeUs(mediaTimeUs: number, durationUs: number, nowUs: number): number | undefined {
    if (this.offsetUs === undefined) return undefined;
    const arrivalOffsetUs = nowUs - mediaTimeUs;
    const behindUs = arrivalOffsetUs - (this.soundOffsetUs ?? arrivalOffsetUs);
    if (this.soundOffsetUs === undefined || behindUs < 0 || behindUs > REANCHOR_US)
      this.soundOffsetUs = arrivalOffsetUs;
    else this.soundOffsetUs += behindUs * DRIFT_SHARE;
    const isApart = Math.abs(this.soundOffsetUs - this.offsetUs) > MAX_APART_US;
    const timeUs = Math.round(mediaTimeUs + (isApart ? this.soundOffsetUs : this.offsetUs));
    if (timeUs + durationUs / 2 < this.soundEndUs) return undefined;
    this.soundEndUs = timeUs + durationUs;
    return timeUs;
  }

  private follow(arrivalOffsetUs: number): void {
    const behindUs = this.offsetUs === undefined ? Number.POSITIVE_INFINITY : arrivalOffsetUs - this.offsetUs;
    if (this.offsetUs === undefined || behindUs < 0 || behindUs > REANCHOR_US)
      this.offsetUs = arrivalOffsetUs;
    else this.offsetUs += behindUs * DRIFT_SHARE;
  }
}
