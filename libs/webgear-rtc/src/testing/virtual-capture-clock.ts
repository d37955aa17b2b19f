import type { CaptureClock } from '../media/capture-clock.js';

interface Sleeper {
  readonly wakeUs: number;
  readonly wake: () => void;
}

/**
 * A clock that stands still until a test moves it.
 *
 * @publicApi
 */
export class VirtualCaptureClock implements CaptureClock {
  private sleepers: Sleeper[] = [];

  /** @param timeUs what the clock shows at first */
  constructor(private timeUs = 0) {}

  /** How many callers sleep now. */
  get sleeping(): number {
    return this.sleepers.length;
  }

  /** Time it shows, in microseconds. */
  nowUs(): number {
    return this.timeUs;
  }

  /** Resolves when it has been moved on by as much, or the signal is aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const sleeper: Sleeper = {
        wakeUs: this.timeUs + delayMs * 1000,
        wake: () => {
          this.sleepers = this.sleepers.filter((other) => other !== sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Moves on and wakes, in order, those that are due; what they do then runs before this resolves. */
  async advance(byMs: number): Promise<void> {
    const endUs = this.timeUs + byMs * 1000;
    for (;;) {
      const next = this.sleepers
        .filter((sleeper) => sleeper.wakeUs <= endUs)
        .sort((a, b) => a.wakeUs - b.wakeUs)[0];
      if (next === undefined) break;
      this.timeUs = Math.max(this.timeUs, next.wakeUs);
      next.wake();
      await settle();
    }
    this.timeUs = endUs;
    await settle();
  }
}

/** Lets everything that only waits for promises run to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
