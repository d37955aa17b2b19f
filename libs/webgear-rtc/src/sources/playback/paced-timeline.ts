import { FrameSpacing, smallestStepUs } from './frame-spacing.js';

/** Later than this, the pace cannot be kept: go on from now instead of hurrying after it. */
const MAX_LATENESS_US = 200_000;

/** A longer step between two frames of unknown origin is a fault in the timestamps, not a pause to sit through. */
const MAX_PAUSE_US = 10_000_000;

/** The same for a file, whose container counts its frames and its length by the same timestamps: a recorder of a screen that stands still writes nothing. */
export const maxFilePauseUs = 600_000_000;

/** The same where timestamps may jump by design. Joined steps are not seen, shorter ones hardly. */
const MAX_STEP_WHERE_JUMPS_US = 500_000;

/** A step of up to so many usual ones is no jump, however long: a film of one frame in five seconds has no other. */
const USUAL_STEPS = 4;

/** A step back by more than this starts a new count; less is a frame that was stamped out of order. */
const MAX_DISORDER_US = 500_000;

/** So many frames in a row behind the time they should have make that the new time. */
const FRAMES_TO_BELIEVE = 8;

/** When each frame of a source that sets no pace of its own is due on our clock. */
export class PacedTimeline {
  private spacing = new FrameSpacing();
  private offsetUs: number | undefined;
  private lastMediaUs = 0;
  private lastDueUs = Number.NEGATIVE_INFINITY;
  private framesBehind = 0;
  private mayJump = false;

  /** @param maxPauseUs longest step between two frames that is taken for a pause, in microseconds */
  constructor(private readonly maxPauseUs = MAX_PAUSE_US) {}

  /**
   * The next frame belongs to another run through the source, or to another source: its timestamps start at any value.
   *
   * @param mayJump whether the container lets timestamps jump, as MPEG-TS and HLS do where parts are joined
   */
  restart(mayJump = false): void {
    this.mayJump = mayJump;
    this.offsetUs = undefined;
    this.spacing = new FrameSpacing();
  }

  /**
   * When a frame stamped `mediaTimeUs` is due; each at least a tick of the RTP clock after the one before.
   *
   * @param frameIntervalUs nominal distance, until the timestamps show another: kept where they say nothing, at a loop or a
   *   jump
   */
  dueUs(mediaTimeUs: number, nowUs: number, frameIntervalUs: number): number {
    const stepUs = mediaTimeUs - this.lastMediaUs;
    this.lastMediaUs = mediaTimeUs;
    const intervalUs = this.spacing.intervalUs ?? frameIntervalUs;
    const earliestUs = this.lastDueUs + smallestStepUs;
    let dueUs: number;
    if (this.offsetUs === undefined || this.isJump(stepUs, frameIntervalUs)) {
      const goesOn = nowUs - this.lastDueUs <= MAX_LATENESS_US + intervalUs;
      dueUs = goesOn ? Math.max(earliestUs, this.lastDueUs + intervalUs) : nowUs;
      this.anchor(mediaTimeUs, dueUs);
    } else {
      const rises = this.spacing.note(mediaTimeUs);
      dueUs = mediaTimeUs + this.offsetUs;
      if (!rises) dueUs = this.lastDueUs + intervalUs;
      else if (dueUs < earliestUs) dueUs = this.behind(mediaTimeUs, earliestUs, stepUs, intervalUs);
      else this.framesBehind = 0;
    }
    const latenessUs = nowUs - dueUs;
    if (latenessUs > MAX_LATENESS_US) {
      this.offsetUs = (this.offsetUs ?? 0) + latenessUs;
      dueUs = nowUs;
    }
    this.lastDueUs = Math.max(earliestUs, Math.round(dueUs));
    return this.lastDueUs;
  }

  /** When the last frame has been shown for as long as the others. */
  endUs(frameIntervalUs: number): number {
    return this.lastDueUs + (this.spacing.intervalUs ?? frameIntervalUs);
  }

  private isJump(stepUs: number, frameIntervalUs: number): boolean {
    if (stepUs < -MAX_DISORDER_US) return true;
    const usualUs = USUAL_STEPS * Math.max(this.spacing.typicalStepUs, frameIntervalUs);
    if (stepUs <= Math.max(usualUs, this.mayJump ? MAX_STEP_WHERE_JUMPS_US : this.maxPauseUs)) return false;
    this.spacing.doubt(stepUs);
    return true;
  }

  /** A frame whose time has passed already follows soon; when they all are such, their time is the right one. */
  private behind(mediaTimeUs: number, earliestUs: number, stepUs: number, intervalUs: number): number {
    const dueUs = Math.max(earliestUs, this.lastDueUs + Math.min(Math.abs(stepUs), intervalUs) / 2);
    if (++this.framesBehind >= FRAMES_TO_BELIEVE) this.anchor(mediaTimeUs, dueUs);
    return dueUs;
  }

  private anchor(mediaTimeUs: number, dueUs: number): void {
    this.offsetUs = dueUs - mediaTimeUs;
    this.framesBehind = 0;
    this.spacing.begin(mediaTimeUs);
  }
}
