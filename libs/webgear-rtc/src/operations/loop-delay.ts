import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

/** How often Node looks, in milliseconds; it counts them in. */
const resolutionMs = 20;
/** What is measured in less time says little of the slowest of a hundred turns. */
const windowMs = 10_000;
/** The first answer needs not wait so long. */
const firstWindowMs = 1_000;

/**
 * How late the event loop of this thread is: 99 of 100 turns were less late, of the last ten seconds or more.
 */
export class LoopDelay implements Disposable {
  private monitor: IntervalHistogram | undefined;
  private sinceMs = 0;
  private measured: number | undefined;

  /** @param nowMs monotonic clock */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** In seconds; `undefined` in the first second after it was first asked for. Measuring begins with that. */
  get p99Seconds(): number | undefined {
    const nowMs = this.nowMs();
    if (this.monitor === undefined) {
      this.monitor = monitorEventLoopDelay({ resolution: resolutionMs });
      this.monitor.enable();
      this.sinceMs = nowMs;
    } else if (nowMs - this.sinceMs >= (this.measured === undefined ? firstWindowMs : windowMs)) {
      this.measured = Math.max(0, this.monitor.percentile(99) / 1e9 - resolutionMs / 1000);
      this.monitor.reset();
      this.sinceMs = nowMs;
    }
    return this.measured;
  }

  [Symbol.dispose](): void {
    this.monitor?.disable();
    this.monitor = undefined;
  }
}
