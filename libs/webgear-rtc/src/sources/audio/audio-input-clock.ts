/** Sound this late does not follow the samples before, but starts again. */
const MAX_LATE_US = 200_000;

/** Sound this early was made too fast, and starts again. */
const MAX_EARLY_US = 1_000_000;

/** Stated times this far from now are on another axis than those of the frames. */
const MAX_APART_US = 3_000_000;

/** How fast the times follow a producer whose clock deviates: 1/200 of the deviation per input. */
const DRIFT_SHARE = 1 / 200;

/** The beginning of an input, its duration, and when it arrived, in microseconds. */
export interface ArrivedInput {
  /** As the application stated it, on the axis of the frames; `undefined` if it did not. */
  readonly statedUs: number | undefined;
  readonly durationUs: number;
  readonly nowUs: number;
}

/**
 * Gives sound of an application its capture times.
 *
 * A stated time is on the axis of the frames' times; where frames have none, or others, the first one counts as now. Without, an input
 * follows the one before, and the first counts as captured when it arrives.
 */
export class AudioInputClock {
  private nextUs: number | undefined;
  private ownOffsetUs: number | undefined;

  /**
   * @param frameOffsetUs from the times that frames state to capture times; `undefined` while they state none
   * @param isPulled whether an input is asked for when it is due, so that an early arrival says nothing of its clock
   */
  constructor(
    private readonly frameOffsetUs: () => number | undefined,
    private readonly isPulled: boolean,
  ) {}

  /** Capture time of the first sample, in microseconds. It may be in the future. */
  place({ statedUs, durationUs, nowUs }: ArrivedInput): number {
    const startUs = Math.round(statedUs === undefined ? this.following(nowUs) : this.stated(statedUs, nowUs));
    this.nextUs = startUs + durationUs;
    return startUs;
  }

  private stated(statedUs: number, nowUs: number): number {
    const frameOffsetUs = this.frameOffsetUs();
    if (frameOffsetUs !== undefined && Math.abs(statedUs + frameOffsetUs - nowUs) < MAX_APART_US)
      return statedUs + frameOffsetUs;
    const behindUs = nowUs - statedUs - (this.ownOffsetUs ?? Number.NEGATIVE_INFINITY);
    if (behindUs > MAX_LATE_US || behindUs < -MAX_EARLY_US) this.ownOffsetUs = nowUs - statedUs;
    return statedUs + (this.ownOffsetUs ?? 0);
  }

  private following(nowUs: number): number {
    const { nextUs } = this;
    if (nextUs === undefined) return nowUs;
    const behindUs = nowUs - nextUs;
    if (behindUs > MAX_LATE_US || behindUs < -MAX_EARLY_US) return nowUs;
    return nextUs + (this.isPulled ? Math.max(0, behindUs) : behindUs) * DRIFT_SHARE;
  }
}
