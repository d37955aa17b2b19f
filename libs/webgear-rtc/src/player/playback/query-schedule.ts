import { BackOff } from './back-off.js';

/** Reason to query the state of the stream. */
export type QueryReason =
  /** A session is connected and the state is not known yet. */
  | 'unknown'
  /** No new frame arrives. */
  | 'stalled'
  /** The frames are those of a slate. */
  | 'no-input'
  /** The stream has ended; another viewer may start it. */
  | 'ended'
  /** Rate or size of the frames changed: a slate may have begun or ended. */
  | 'changed';

/** Query intervals for one reason, in milliseconds. */
interface QueryTiming {
  /** Random delay before the first query: many viewers have the same reason at the same moment. */
  readonly spreadMs: number;
  /** Delay after the first answer; doubled while the answer stays the same. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** A reason that was absent for this long resets the back-off. */
  readonly calmMs: number;
}

/** All reasons. */
export const queryReasons = ['unknown', 'stalled', 'no-input', 'ended', 'changed'] as const;

const timings: Readonly<Record<QueryReason, QueryTiming>> = {
  unknown: { spreadMs: 0, firstMs: 1500, longestMs: 30_000, calmMs: 0 },
  stalled: { spreadMs: 500, firstMs: 1000, longestMs: 30_000, calmMs: 5000 },
  'no-input': { spreadMs: 4000, firstMs: 2000, longestMs: 30_000, calmMs: 5000 },
  ended: { spreadMs: 10_000, firstMs: 5000, longestMs: 60_000, calmMs: 0 },
  changed: { spreadMs: 400, firstMs: 2000, longestMs: 60_000, calmMs: 60_000 },
};

/** Query schedule for one reason. */
export class QuerySchedule {
  private readonly backOff: BackOff;
  private nextAtMs = 0;
  private lastAtMs = Number.NEGATIVE_INFINITY;

  private readonly timing: QueryTiming;

  /** @param random from 0 to 1 */
  constructor(
    reason: QueryReason,
    private readonly random: () => number,
  ) {
    this.timing = timings[reason];
    this.backOff = new BackOff(this.timing.firstMs, this.timing.longestMs, random);
  }

  /** @param isNew whether the reason before was another one or none */
  isDue(nowMs: number, isNew: boolean): boolean {
    const { spreadMs, calmMs } = this.timing;
    // A stuttering stream raises the same reason repeatedly; that must not reset the back-off.
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

  /** Delays the next query, because the state was just received for another reason. */
  postponeTo(atMs: number): void {
    this.nextAtMs = Math.max(this.nextAtMs, atMs);
  }

  reset(): void {
    this.backOff.reset();
    this.nextAtMs = 0;
  }
}
