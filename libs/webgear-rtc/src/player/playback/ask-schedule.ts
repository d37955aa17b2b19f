import { BackOff } from './back-off.js';

/** Why the server is asked for the state of the stream. */
export type AskReason =
  /** A session is connected, and the server was not heard of since it began. */
  | 'unknown'
  /** No new frame comes. */
  | 'still'
  /** What comes is a slate. */
  | 'away'
  /** The stream has ended; another viewer may start it. */
  | 'ended'
  /** Frames come, but of another kind than before: a slate may have begun or ended. */
  | 'changed';

/** When to ask for one reason, in milliseconds. */
interface AskTiming {
  /** Before the first question, at most: many viewers have the same reason at the same moment. */
  readonly spreadMs: number;
  /** After the first answer; longer after each that says the same. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Without the reason for this long, it counts as a new one. */
  readonly calmMs: number;
}

/** Each reason there is. */
export const askReasons = ['unknown', 'still', 'away', 'ended', 'changed'] as const;

const timings: Readonly<Record<AskReason, AskTiming>> = {
  unknown: { spreadMs: 0, firstMs: 1500, longestMs: 30_000, calmMs: 0 },
  still: { spreadMs: 500, firstMs: 1000, longestMs: 30_000, calmMs: 5000 },
  away: { spreadMs: 4000, firstMs: 2000, longestMs: 30_000, calmMs: 5000 },
  ended: { spreadMs: 10_000, firstMs: 5000, longestMs: 60_000, calmMs: 0 },
  changed: { spreadMs: 400, firstMs: 2000, longestMs: 60_000, calmMs: 60_000 },
};

/** When to ask the server for one reason. */
export class AskSchedule {
  private readonly backOff: BackOff;
  private nextAtMs = 0;
  private lastAtMs = Number.NEGATIVE_INFINITY;

  private readonly timing: AskTiming;

  /** @param random from 0 to 1 */
  constructor(
    reason: AskReason,
    private readonly random: () => number,
  ) {
    this.timing = timings[reason];
    this.backOff = new BackOff(this.timing.firstMs, this.timing.longestMs, random);
  }

  /** @param isNew whether there was another reason, or none, just before */
  isDue(nowMs: number, isNew: boolean): boolean {
    const { spreadMs, calmMs } = this.timing;
    // A stream that stutters has the same reason again and again: that does not make it more urgent.
    if (isNew && nowMs - this.lastAtMs >= calmMs) {
      this.backOff.reset();
      this.nextAtMs = nowMs + this.random() * spreadMs;
    }
    this.lastAtMs = nowMs;
    return nowMs >= this.nextAtMs;
  }

  noteAnswer(nowMs: number): void {
    this.nextAtMs = nowMs + this.backOff.nextDelayMs();
  }

  /** Another question was answered just now. */
  postponeTo(atMs: number): void {
    this.nextAtMs = Math.max(this.nextAtMs, atMs);
  }

  reset(): void {
    this.backOff.reset();
    this.nextAtMs = 0;
  }
}
