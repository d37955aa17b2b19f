import { QuerySchedule, queryReasons, type QueryReason } from './query-schedule.js';
import { FlowChange } from './flow-change.js';

/** A fresh answer is not queried again for another reason. */
const ANSWER_HOLDS_MS = 1000;
/** How long the state may be unverified after a stall. */
const RESUMED_MS = 800;

/**
 * The last known state of the stream, and when to query it again: soon after a reason arises, then with exponential
 * back-off. While the flow of frames is unchanged it is not queried.
 */
export class ServerStateWatch {
  private state: string | undefined;
  private known = false;
  private isQuerying = false;
  private reason: QueryReason | undefined;
  private changed = false;
  private wasStalled = false;
  private resumedAtMs = Number.NEGATIVE_INFINITY;
  private readonly flow = new FlowChange();
  private readonly schedules: ReadonlyMap<QueryReason, QuerySchedule>;

  /** @param random from 0 to 1, for jitter */
  constructor(random: () => number) {
    this.schedules = new Map(queryReasons.map((reason) => [reason, new QuerySchedule(reason, random)]));
  }

  /** Whether a query is due; if so, it counts as sent. */
  isDue(reason: QueryReason | undefined, nowMs: number): boolean {
    const isNew = reason !== this.reason;
    this.reason = reason;
    if (reason === undefined || this.schedules.get(reason)?.isDue(nowMs, isNew) !== true || this.isQuerying)
      return false;
    this.isQuerying = true;
    return true;
  }

  note(state: string | undefined, nowMs: number): void {
    // After a change the next one may follow soon.
    if (this.known && state !== this.state) this.resetSchedules();
    this.state = state;
    this.known = true;
    this.isQuerying = false;
    this.changed = false;
    for (const [reason, schedule] of this.schedules) {
      if (reason === this.reason) schedule.noteAnswer(nowMs);
      else schedule.postponeTo(nowMs + ANSWER_HOLDS_MS);
    }
  }

  /** Discards the state, which belongs to an earlier session. */
  forget(): void {
    this.state = undefined;
    this.known = false;
    this.changed = false;
    this.reason = undefined;
    this.flow.reset();
    this.resetSchedules();
  }

  /** Takes the total of frames and bytes received. */
  observeFlow(frames: number, bytes: number, nowMs: number): void {
    if (this.flow.observe(frames, bytes, nowMs)) this.changed = true;
  }

  /** The next samples are not comparable with the previous ones. */
  interruptFlow(): void {
    this.flow.reset();
  }

  /** Records whether frames are stalled. After a stall often a slate follows. */
  noteStall(isStalled: boolean, nowMs: number): void {
    if (this.wasStalled && !isStalled) {
      this.resumedAtMs = nowMs;
      this.changed = true;
    }
    this.wasStalled = isStalled;
  }

  /** Whether frames have just resumed and may be those of a slate. */
  isUnverified(nowMs: number): boolean {
    return this.changed && nowMs - this.resumedAtMs < RESUMED_MS;
  }

  /** Marks the state as possibly outdated. */
  markStale(): void {
    this.changed = true;
  }

  /** Whether the flow of frames changed since the last answer. */
  get mayHaveChanged(): boolean {
    return this.changed;
  }

  /** Whether the state is known. */
  get isKnown(): boolean {
    return this.known;
  }

  /** The source is unavailable; the server sends a slate. */
  get hasNoInput(): boolean {
    return this.state === 'reconnecting' || this.state === 'starting' || this.state === 'ended';
  }

  get isStarting(): boolean {
    return this.state === 'starting';
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Only state `live`: a stream without viewers is `idle`. */
  get isLive(): boolean {
    return this.state === 'live';
  }

  /** `true` also while the state is unknown, as with servers that have no such route. */
  get isPlaying(): boolean {
    return !this.hasNoInput && this.state !== 'closed';
  }

  private resetSchedules(): void {
    for (const schedule of this.schedules.values()) schedule.reset();
  }
}
