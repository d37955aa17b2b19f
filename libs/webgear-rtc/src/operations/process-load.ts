import { availableParallelism } from 'node:os';
import { LoopDelay } from './loop-delay.js';

/** Two readings within less time say little of the processors, in milliseconds. */
const SHORTEST_WINDOW_MS = 900;

/** How busy this process keeps the machine. */
export class ProcessLoad implements Disposable {
  private readonly loopDelay = new LoopDelay();
  private usage: NodeJS.CpuUsage | undefined;
  private sinceMs = 0;
  private cpu = 0;

  /** @param nowMs monotonic clock */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /**
   * Share of all processors that it has used since about a second before, 0 to 1, and how late its event loop is, in milliseconds.
   * Both 0 in the first second.
   */
  read(): { readonly cpu: number; readonly loopDelayMs: number } {
    const elapsedMs = this.nowMs() - this.sinceMs;
    if (this.usage === undefined || elapsedMs >= SHORTEST_WINDOW_MS) {
      const usage = process.cpuUsage();
      if (this.usage !== undefined) {
        const usedUs = usage.user + usage.system - this.usage.user - this.usage.system;
        this.cpu = Math.min(1, usedUs / 1000 / elapsedMs / availableParallelism());
      }
      this.usage = usage;
      this.sinceMs = this.nowMs();
    }
    const loopDelayMs = (this.loopDelay.p99Seconds ?? 0) * 1000;
    return { cpu: round(this.cpu), loopDelayMs: round(loopDelayMs) };
  }

  [Symbol.dispose](): void {
    this.loopDelay[Symbol.dispose]();
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
