import type { CaptureClock } from '../media/capture-clock.js';

/**
 * What became of an attempt to have a lock: `held` by this process now, `taken` by another one, `absent` where the broker keeps none,
 * `silent` where it did not answer.
 */
export type LockOutcome = 'held' | 'taken' | 'absent' | 'silent';

/** Locks that a broker keeps, one for each stream: the process that has it is the origin. */
export interface OriginLocks {
  /** How long one is held that is not renewed, in milliseconds. */
  readonly lifetimeMs: number;
  /** Takes the lock of a stream, or renews it. Does not reject. */
  take(stream: string, owner: string): Promise<LockOutcome>;
  /** Lets the next one have it at once. Does not reject. */
  release(stream: string, owner: string): Promise<void>;
}

/** Shares of the lifetime after which a lock is renewed, and after which its holder stops: before another process can have it. */
const RENEWED_AFTER = 0.2;
const STOPPED_AFTER = 0.7;

/** What a process is to do: be the origin, stand by, or go by the epochs. */
export type LockDecision = 'origin' | 'standby' | 'undecided';

/** What a lock is asked for with. */
export interface StreamLockParts {
  readonly locks: OriginLocks;
  readonly stream: string;
  /** Id of this process. */
  readonly owner: string;
  readonly clock: CaptureClock;
}

/** The lock of one stream, as one process tries to have and keep it. */
export class StreamLock {
  /** Whether there are no locks, so that epochs decide. */
  private isFree = false;
  private isAsking = false;
  private renewAtUs = 0;
  private untilUs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: StreamLockParts) {}

  /** Tries to have it. */
  async acquire(): Promise<LockDecision> {
    const outcome = await this.ask();
    if (outcome === 'held') return 'origin';
    return outcome === 'taken' ? 'standby' : 'undecided';
  }

  /** Has epochs decide, until the broker keeps locks again. */
  goWithout(): void {
    this.isFree = true;
  }

  /** Whether this process may go on as the origin. Renews the lock meanwhile; one that was not renewed in time may be taken soon. */
  keep(): boolean {
    const nowUs = this.parts.clock.nowUs();
    if (nowUs >= this.renewAtUs && !this.isAsking) void this.ask();
    return this.isFree || nowUs < this.untilUs;
  }

  /** The broker is there again, and may have forgotten it. */
  renewNow(): void {
    this.renewAtUs = 0;
  }

  release(): void {
    this.forget();
    void this.parts.locks.release(this.parts.stream, this.parts.owner);
  }

  private async ask(): ReturnType<OriginLocks['take']> {
    const { locks, stream, owner, clock } = this.parts;
    this.isAsking = true;
    // The broker counts from when it hears of it, which is later.
    const sentUs = clock.nowUs();
    const outcome = await locks.take(stream, owner);
    this.isAsking = false;
    const lifetimeUs = locks.lifetimeMs * 1000;
    this.renewAtUs = sentUs + lifetimeUs * RENEWED_AFTER;
    if (outcome === 'taken') this.forget();
    if (outcome === 'absent') this.isFree = true;
    if (outcome === 'held') {
      this.isFree = false;
      this.untilUs = sentUs + lifetimeUs * STOPPED_AFTER;
    }
    return outcome;
  }

  private forget(): void {
    this.isFree = false;
    this.untilUs = Number.NEGATIVE_INFINITY;
  }
}
