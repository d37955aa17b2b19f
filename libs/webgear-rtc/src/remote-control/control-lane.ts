import type { CaptureClock } from '../media/capture-clock.js';
import { TokenBucket } from '../rtp/token-bucket.js';

/** How long a call may take before a stop goes past it. */
const STOP_PASSES_MS = 1000;

/** A call of the handler. */
export type ControlCall = () => Promise<unknown>;

/** What became of a call: `replaced` by a newer one, it was not made. */
export type ControlOutcome =
  { readonly kind: 'done'; readonly result: unknown } | { readonly kind: 'replaced' };

interface Motion {
  readonly call: ControlCall;
  readonly settle: (outcome: ControlOutcome | Promise<ControlOutcome>) => void;
}

/** A place among the calls that wait, for the newest motion. */
interface Turn {
  motion: Motion | undefined;
}

/** The calls of one control by one viewer: one at a time, in order, and of motions that wait the newest alone. */
export class ControlLane {
  private lastSequence = -1;
  private readonly budget: TokenBucket;
  private turn: Promise<unknown> = Promise.resolve();
  private next: Turn | undefined;

  constructor(
    private readonly clock: CaptureClock,
    maxPerSecond: number,
  ) {
    this.budget = new TokenBucket(maxPerSecond, maxPerSecond);
  }

  /** Whether a message more is within the rate. */
  admit(): boolean {
    return this.budget.take(this.clock.nowUs());
  }

  /**
   * Notes the number of a message. One without a number is newer than all before.
   *
   * @returns how it stands to those before: requests may overtake each other
   */
  orderOf(sequence: number = this.lastSequence + 1): 'newer' | 'same' | 'older' {
    if (sequence < this.lastSequence) return 'older';
    if (sequence === this.lastSequence) return 'same';
    this.lastSequence = sequence;
    return 'newer';
  }

  /** Makes a call after those before, and rejects with its error. */
  command(call: ControlCall): Promise<unknown> {
    const made = this.turn.then(call);
    this.turn = made.catch(() => undefined);
    return made;
  }

  /** Makes a call after those before, unless a newer motion comes meanwhile. */
  move(call: ControlCall): Promise<ControlOutcome> {
    this.next?.motion?.settle({ kind: 'replaced' });
    const next = (this.next ??= this.takeTurn());
    const outcome = new Promise<ControlOutcome>((settle) => (next.motion = { call, settle }));
    return outcome;
  }

  /**
   * Makes a call that stops: at once if nothing runs. Motions that wait are dropped. A call that takes too long is passed, and
   * followed by a second stop, since it may set in motion again.
   */
  async stop(call: ControlCall): Promise<void> {
    this.next?.motion?.settle({ kind: 'replaced' });
    if (this.next !== undefined) this.next.motion = undefined;
    this.next = undefined;
    const before = this.turn;
    const first = this.stopAfter(before, call);
    this.turn = first.then((isPassed) => (isPassed ? before.then(call).catch(() => undefined) : undefined));
    await first;
  }

  /** @returns whether the stop went past what ran */
  private async stopAfter(before: Promise<unknown>, call: ControlCall): Promise<boolean> {
    const settled = new AbortController();
    void before.then(() => settled.abort());
    await this.clock.sleep(STOP_PASSES_MS, settled.signal);
    await call().catch(() => undefined);
    return !settled.signal.aborted;
  }

  private takeTurn(): Turn {
    const taken: Turn = { motion: undefined };
    this.turn = this.turn.then(async () => {
      if (this.next === taken) this.next = undefined;
      const { motion } = taken;
      if (motion === undefined) return;
      const made = motion.call();
      motion.settle(made.then((result) => ({ kind: 'done', result })));
      await made.catch(() => undefined);
    });
    return taken;
  }
}
