import type { PacedTimeline, TimelineSegment } from './paced-timeline.js';

/** Sound that is later is lost: the frames it belongs to have been shown. */
const MAX_LATE_US = 500_000;

/** How far sound may be from now to be taken for that of the newest part. */
const MAX_NEAR_US = 1_500_000;

/** A larger step back of the timestamps is that of a jump. */
const MAX_DISORDER_US = 500_000;

/** How much earlier than the frames of its part sound may begin, where parts are joined. */
const MAX_EARLY_US = 200_000;

/** How long to wait for the frames to jump as the sound did. */
const MAX_WAIT_US = 2_000_000;

/** When sound is due in microseconds; `wait` until more is known of the frames; `drop` what belongs to no frame. */
export type AudioPlacement = number | 'wait' | 'drop';

/**
 * Places the sound of a source without a pace of its own on the timeline of its frames, through its loops, jumps and delays.
 *
 * Where timestamps jump, frames and sound do so a moment apart: until its own jump, the sound stays in the part before.
 */
export class AudioTimeline {
  private segment: TimelineSegment | undefined;
  private lastMediaUs = Number.NEGATIVE_INFINITY;
  private endUs = Number.NEGATIVE_INFINITY;
  private waitsSinceUs: number | undefined;

  constructor(private readonly frames: Pick<PacedTimeline, 'segment'>) {}

  /** When sound with this timestamp is due. Ask again at that time: the frames may have been delayed. */
  place(mediaTimeUs: number, durationUs: number, nowUs: number): AudioPlacement {
    const segment = this.segmentOf(mediaTimeUs, nowUs);
    if (segment === undefined) return 'wait';
    const dueUs = mediaTimeUs + segment.offsetUs;
    const isLate = nowUs - dueUs > MAX_LATE_US;
    const hasJumped = mediaTimeUs < this.lastMediaUs - MAX_DISORDER_US;
    if (isLate && hasJumped) {
      this.waitsSinceUs ??= nowUs;
      if (nowUs - this.waitsSinceUs < MAX_WAIT_US) return 'wait';
    }
    this.waitsSinceUs = undefined;
    this.lastMediaUs = mediaTimeUs;
    this.segment = segment;
    const isBefore = mediaTimeUs + durationUs <= segment.startUs;
    const isOverlapped = dueUs + durationUs / 2 < this.endUs;
    return isLate || isBefore || isOverlapped ? 'drop' : dueUs;
  }

  /** The sound is emitted at this time, and lasts that long. */
  emitted(dueUs: number, durationUs: number): void {
    this.endUs = dueUs + durationUs;
  }

  private segmentOf(mediaTimeUs: number, nowUs: number): TimelineSegment | undefined {
    const { segment: newest } = this.frames;
    if (newest === undefined || this.segment === undefined || newest === this.segment) return newest;
    const isNear = Math.abs(mediaTimeUs + newest.offsetUs - nowUs) < MAX_NEAR_US;
    return isNear && mediaTimeUs >= newest.startUs - MAX_EARLY_US ? newest : this.segment;
  }
}
