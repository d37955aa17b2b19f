import { smallestStepUs } from '../../media/capture-clock.js';
import { FrameSpacing } from './frame-spacing.js';

/** With more delay the pace cannot be kept: continue from now instead of catching up. */
const MAX_LATENESS_US = 200_000;

/** A longer step between two frames is a timestamp error, not a pause. */
const MAX_PAUSE_US = 10_000_000;

/**
 * The same for a file, whose container has consistent timestamps: screen recorders write nothing while the screen
 * does not change.
 */
export const maxFilePauseUs = 600_000_000;

/** The same for formats whose timestamps may jump, where parts are joined. */
const MAX_STEP_WHERE_JUMPS_US = 500_000;

/** A step of up to this many typical ones is not a jump: a film may have one frame every five seconds. */
const USUAL_STEPS = 4;

/** A larger step back restarts the timeline; a smaller one is a frame out of order. */
const MAX_DISORDER_US = 500_000;

/** This many consecutive frames behind the timeline move it. */
const FRAMES_TO_BELIEVE = 8;

/** Part of a {@link PacedTimeline} between two jumps of the timestamps, to place sound by. Its fields may still change. */
export interface TimelineSegment {
  /** From a timestamp to the time when it is due, in microseconds. */
  readonly offsetUs: number;
  /** Timestamp of its first frame, in microseconds. */
  readonly startUs: number;
}

/** Computes when each frame of a source without a pace of its own is due. */
export class PacedTimeline {
  private spacing = new FrameSpacing();
  private current: { offsetUs: number; readonly startUs: number } | undefined;
  private lastMediaUs = 0;
  private lastDueUs = Number.NEGATIVE_INFINITY;
  private framesBehind = 0;
  private mayJump = false;

  /** @param maxPauseUs longest step between two frames that counts as a pause, in microseconds */
  constructor(private readonly maxPauseUs = MAX_PAUSE_US) {}

  /**
   * The next frame belongs to another run or another source: its timestamps start at any value.
   *
   * @param mayJump whether the container lets timestamps jump, as MPEG-TS and HLS do where parts are joined
   */
  restart(mayJump = false): void {
    this.mayJump = mayJump;
    this.current = undefined;
    this.spacing = new FrameSpacing();
  }

  /** The part that the newest frame lies in; `undefined` before the first frame of a run. */
  get segment(): TimelineSegment | undefined {
    return this.current;
  }

  /**
   * When a frame with timestamp `mediaTimeUs` is due; at least a tick of the RTP clock after the previous one.
   *
   * @param frameIntervalUs nominal interval, used until the timestamps show another, and at a loop or jump
   */
  dueUs(mediaTimeUs: number, nowUs: number, frameIntervalUs: number): number {
    const stepUs = mediaTimeUs - this.lastMediaUs;
    this.lastMediaUs = mediaTimeUs;
    const intervalUs = this.spacing.intervalUs ?? frameIntervalUs;
    const earliestUs = this.lastDueUs + smallestStepUs;
    let dueUs: number;
    let { current } = this;
    if (current === undefined || this.isJump(stepUs, frameIntervalUs)) {
      const goesOn = nowUs - this.lastDueUs <= MAX_LATENESS_US + intervalUs;
      dueUs = goesOn ? Math.max(earliestUs, this.lastDueUs + intervalUs) : nowUs;
      current = this.current = { offsetUs: 0, startUs: mediaTimeUs };
      this.anchor(current, mediaTimeUs, dueUs);
    } else {
      const rises = this.spacing.note(mediaTimeUs);
      dueUs = mediaTimeUs + current.offsetUs;
      if (!rises) dueUs = this.lastDueUs + intervalUs;
      else if (dueUs < earliestUs) dueUs = this.behind(current, mediaTimeUs, earliestUs, stepUs, intervalUs);
      else this.framesBehind = 0;
    }
    const latenessUs = nowUs - dueUs;
    if (latenessUs > MAX_LATENESS_US) {
      current.offsetUs += latenessUs;
      dueUs = nowUs;
    }
    this.lastDueUs = Math.max(earliestUs, Math.round(dueUs));
    return this.lastDueUs;
  }

  /** When the last frame has been shown for a frame interval. */
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

  /** A late frame follows at once; if all are late, the timeline moves. */
  private behind(
    segment: { offsetUs: number },
    mediaTimeUs: number,
    earliestUs: number,
    stepUs: number,
    intervalUs: number,
  ): number {
    const dueUs = Math.max(earliestUs, this.lastDueUs + Math.min(Math.abs(stepUs), intervalUs) / 2);
    if (++this.framesBehind >= FRAMES_TO_BELIEVE) this.anchor(segment, mediaTimeUs, dueUs);
    return dueUs;
  }

  private anchor(segment: { offsetUs: number }, mediaTimeUs: number, dueUs: number): void {
    segment.offsetUs = dueUs - mediaTimeUs;
    this.framesBehind = 0;
    this.spacing.begin(mediaTimeUs);
  }
}
