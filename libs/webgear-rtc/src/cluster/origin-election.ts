import { skip, type Unsubscribable } from 'rxjs';
import type { CaptureClock } from '../media/capture-clock.js';
import type { BusConnection } from './bus-connection.interface.js';
import { readHeartbeat, write, type ControlMessage, type Heartbeat } from './messages.js';
import type { OriginLocks } from './stream-lock.js';
import { StreamLock } from './stream-lock.js';
import { HEARTBEAT_INTERVAL_MS } from './stream-publisher.js';
import type { StreamSubjects } from './subjects.js';

/** An origin that has not been heard for so long is replaced, in microseconds. */
const TAKEOVER_US = 10_000_000;

/** After so long the lock of an origin is asked for, which it has until it ends. */
const ASK_LOCK_US = 3_000_000;
const CLAIM_TIMEOUT_MS = 500;

/** What an election works with. */
export interface OriginElectionParts {
  readonly connection: BusConnection;
  readonly subjects: StreamSubjects;
  readonly clock: CaptureClock;
  /** Id of this process. */
  readonly origin: string;
  /** Locks of the broker; epochs alone decide by default. */
  readonly locks?: Promise<OriginLocks | undefined> | undefined;
  /** This process is the origin of the stream from now on. */
  readonly onElected: (epoch: number) => void;
  /** Another process is, or may be soon. */
  readonly onDeposed: () => void;
}

/**
 * Which of several processes with a stream of one name is its origin: the one that has the lock, where the broker keeps locks. Else,
 * and for processes that hear of two, the one with the highest epoch, and of two with the same the one with the lower id, which needs
 * nothing of the broker but messages. The others stand by until nothing is heard of it.
 */
export class OriginElection {
  private readonly closing = new AbortController();
  /** `undefined` while another process is the origin. */
  private epoch: number | undefined;
  private highest = 0;
  private lock: StreamLock | undefined;
  /** Another origin, and since when it could be heard, were there one. */
  private heardUs = Number.NEGATIVE_INFINITY;
  private listeningUs = Number.NEGATIVE_INFINITY;
  private readonly reconnects: Unsubscribable;

  constructor(private readonly parts: OriginElectionParts) {
    // What was not heard without the broker says nothing.
    this.reconnects = parts.connection.connected$.pipe(skip(1)).subscribe((isConnected) => {
      if (!isConnected) return;
      this.listeningUs = parts.clock.nowUs();
      this.lock?.renewNow();
    });
    void this.run();
  }

  /** Whether this process is the origin. */
  get isOrigin(): boolean {
    return this.epoch !== undefined;
  }

  /** Takes what another origin of the stream says. */
  note({ origin, epoch, gone, leaving }: Pick<Heartbeat, 'origin' | 'epoch' | 'gone' | 'leaving'>): void {
    if (origin === this.parts.origin) return;
    this.highest = Math.max(this.highest, epoch);
    const isOver = gone === true || leaving === true;
    this.heardUs = isOver ? Number.NEGATIVE_INFINITY : this.parts.clock.nowUs();
    if (isOver) this.listeningUs = Number.NEGATIVE_INFINITY;
    if (isOver || this.epoch === undefined) return;
    const isBetter = epoch > this.epoch || (epoch === this.epoch && origin < this.parts.origin);
    if (!isBetter) return;
    this.lock?.release();
    this.depose();
  }

  close(): void {
    this.closing.abort();
    this.reconnects.unsubscribe();
    if (this.epoch !== undefined) this.lock?.release();
    this.epoch = undefined;
  }

  private async run(): Promise<void> {
    const { clock, locks, subjects, origin } = this.parts;
    const { signal } = this.closing;
    const [current, kept] = await Promise.all([this.findOrigin(), locks]);
    if (signal.aborted) return;
    if (kept !== undefined)
      this.lock = new StreamLock({ locks: kept, stream: subjects.stream, owner: origin, clock });
    if (current !== undefined) this.note(current);
    while (!signal.aborted) {
      if (this.epoch === undefined) await this.stand();
      else if (this.lock?.keep() === false) {
        // Where the broker does not answer, epochs decide again after a while.
        this.listeningUs = clock.nowUs();
        this.depose();
      }
      await clock.sleep(HEARTBEAT_INTERVAL_MS, signal);
    }
  }

  /** Becomes the origin, where there is none. */
  private async stand(): Promise<void> {
    const { connection, clock } = this.parts;
    // Without a broker nothing is heard of anyone.
    if (!connection.isConnected) return;
    const nowUs = clock.nowUs();
    const isAlone = nowUs - Math.max(this.heardUs, this.listeningUs) > TAKEOVER_US;
    if (this.lock === undefined) return isAlone ? this.elect() : undefined;
    // Before, the one that was the origin may be on its way back to a broker that has forgotten its lock.
    const isHeard = this.heardUs > nowUs - ASK_LOCK_US;
    const isAwaited = this.heardUs > Number.NEGATIVE_INFINITY && this.listeningUs > nowUs - ASK_LOCK_US;
    if (isHeard || isAwaited) return;
    const decision = await this.lock.acquire();
    if (this.closing.signal.aborted) return decision === 'origin' ? this.lock.release() : undefined;
    if (decision === 'standby' || (decision === 'undecided' && !isAlone)) return;
    if (decision === 'undecided') this.lock.goWithout();
    this.elect();
  }

  private elect(): void {
    this.epoch = ++this.highest;
    this.parts.onElected(this.epoch);
  }

  private depose(): void {
    this.epoch = undefined;
    this.parts.onDeposed();
  }

  private async findOrigin(): Promise<Heartbeat | undefined> {
    const { connection, subjects } = this.parts;
    try {
      const request = write({ kind: 'describe' } satisfies ControlMessage);
      return readHeartbeat(await connection.request(subjects.control, request, CLAIM_TIMEOUT_MS));
    } catch {
      // The usual case: there is none.
      return undefined;
    }
  }
}
