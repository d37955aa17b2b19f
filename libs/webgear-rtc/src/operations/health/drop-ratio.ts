/** Frames that a step has passed on, and dropped, since it is there. */
export interface StepCounters {
  readonly passed: number;
  readonly dropped: number;
}

const windowMs = 10_000;

/** The share of frames that is dropped now, from counters that only grow. */
export class DropRatio {
  private before: readonly StepCounters[] = [];
  private sinceMs = Number.NEGATIVE_INFINITY;
  private ratio = 0;

  /** @param nowMs monotonic clock */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /**
   * The share of the step that drops most, 0 to 1, over the last ten seconds or more; at first since the beginning.
   *
   * @param steps the counters now, always in one order
   */
  measure(steps: readonly StepCounters[]): number {
    const nowMs = this.nowMs();
    if (nowMs - this.sinceMs < windowMs) return this.ratio;
    this.ratio = ratioOf(steps, this.before);
    this.before = steps;
    this.sinceMs = nowMs;
    return this.ratio;
  }
}

function ratioOf(steps: readonly StepCounters[], before: readonly StepCounters[]): number {
  const ratios = steps.map(({ passed, dropped }, index) => {
    const lost = dropped - (before[index]?.dropped ?? 0);
    const all = passed - (before[index]?.passed ?? 0) + lost;
    return all > 0 ? lost / all : 0;
  });
  return Math.max(0, ...ratios);
}
