import { skip, type Unsubscribable } from 'rxjs';
import type { CaptureClock } from '../media/capture-clock.js';
import type { BusConnection } from './bus-connection.interface.js';
import { readHeartbeat, write, type ControlMessage, type Heartbeat } from './messages.js';
import { HEARTBEAT_INTERVAL_MS } from './stream-publisher.js';
import type { StreamSubjects } from './subjects.js';

/** An origin that has not been heard for so long is replaced, in microseconds. */
const TAKEOVER_US = 10_000_000;
const CLAIM_TIMEOUT_MS = 500;

/** What an election works with. */
export interface OriginElectionParts {
  readonly connection: BusConnection;
  readonly subjects: StreamSubjects;
  readonly clock: CaptureClock;
  /** Id of this process. */
  readonly origin: string;
  /** This process is the origin of the stream from now on. */
  readonly onElected: (epoch: number) => void;
  /** Another process is. */
  readonly onDeposed: () => void;
}

/**
 * Which of several processes with a stream of one name is its origin: the one with the highest epoch, and of two with the same
 * the one with the lower id. The others stand by until nothing is heard of it. It needs nothing of the broker but messages.
 */
export class OriginElection {
  private readonly closing = new AbortController();
  /** `undefined` while another process is the origin. */
  private epoch: number | undefined;
  private highest = 0;
  private heardUs = Number.NEGATIVE_INFINITY;
  private readonly reconnects: Unsubscribable;

  constructor(private readonly parts: OriginElectionParts) {
    // What was not heard without the broker says nothing.
    this.reconnects = parts.connection.connected$.pipe(skip(1)).subscribe((isConnected) => {
      if (isConnected) this.heardUs = parts.clock.nowUs();
    });
    void this.run();
  }

  /** Whether this process is the origin. */
  get isOrigin(): boolean {
    return this.epoch !== undefined;
  }

  /** Takes what another origin of the stream says. */
  note({ origin, epoch, gone }: Pick<Heartbeat, 'origin' | 'epoch' | 'gone'>): void {
    if (origin === this.parts.origin) return;
    this.highest = Math.max(this.highest, epoch);
    this.heardUs = gone === true ? Number.NEGATIVE_INFINITY : this.parts.clock.nowUs();
    if (gone === true || this.epoch === undefined) return;
    const isBetter = epoch > this.epoch || (epoch === this.epoch && origin < this.parts.origin);
    if (!isBetter) return;
    this.epoch = undefined;
    this.parts.onDeposed();
  }

  close(): void {
    this.closing.abort();
    this.reconnects.unsubscribe();
    this.epoch = undefined;
  }

  private async run(): Promise<void> {
    const { clock, connection } = this.parts;
    const { signal } = this.closing;
    const current = await this.findOrigin();
    if (signal.aborted) return;
    if (current !== undefined) this.note(current);
    while (!signal.aborted) {
      const isAlone = clock.nowUs() - this.heardUs > TAKEOVER_US;
      // Without a broker nothing is heard of anyone.
      if (this.epoch === undefined && isAlone && connection.isConnected) {
        this.epoch = ++this.highest;
        this.parts.onElected(this.epoch);
      }
      await clock.sleep(HEARTBEAT_INTERVAL_MS, signal);
    }
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
