import { AskSchedule, askReasons, type AskReason } from './ask-schedule.js';
import { FlowChange } from './flow-change.js';

/** What was said just now is not asked again for another reason. */
const ANSWER_HOLDS_MS = 1000;
/** How long it may take to know what comes after a standstill. */
const RESUMED_MS = 800;

/**
 * What the server last said of the stream, and when to ask it again: soon when there is a reason to, then ever more
 * rarely while it says the same. While frames flow as before there is no reason, and it is not asked.
 */
export class ServerStateWatch {
  private state: string | undefined;
  private known = false;
  private isAsking = false;
  private reason: AskReason | undefined;
  private changed = false;
  private stoodStill = false;
  private resumedAtMs = Number.NEGATIVE_INFINITY;
  private readonly flow = new FlowChange();
  private readonly schedules: ReadonlyMap<AskReason, AskSchedule>;

  /** @param random from 0 to 1, so that not all players ask at one moment */
  constructor(random: () => number) {
    this.schedules = new Map(askReasons.map((reason) => [reason, new AskSchedule(reason, random)]));
  }

  /** Whether it is time to ask; counts as asked then. */
  isDue(reason: AskReason | undefined, nowMs: number): boolean {
    const isNew = reason !== this.reason;
    this.reason = reason;
    if (reason === undefined || this.schedules.get(reason)?.isDue(nowMs, isNew) !== true || this.isAsking)
      return false;
    this.isAsking = true;
    return true;
  }

  note(state: string | undefined, nowMs: number): void {
    // After news the next are wanted as soon.
    if (this.known && state !== this.state) this.resetSchedules();
    this.state = state;
    this.known = true;
    this.isAsking = false;
    this.changed = false;
    for (const [reason, schedule] of this.schedules) {
      if (reason === this.reason) schedule.noteAnswer(nowMs);
      else schedule.postponeTo(nowMs + ANSWER_HOLDS_MS);
    }
  }

  /** What was said belongs to a time before. */
  forget(): void {
    this.state = undefined;
    this.known = false;
    this.changed = false;
    this.reason = undefined;
    this.flow.reset();
    this.resetSchedules();
  }

  /** Takes in how many frames came so far, and their bytes. */
  observeFlow(frames: number, bytes: number, nowMs: number): void {
    if (this.flow.observe(frames, bytes, nowMs)) this.changed = true;
  }

  /** What comes next is not to be compared with what came before. */
  interruptFlow(): void {
    this.flow.reset();
  }

  /** Takes in whether frames stand still. What comes after a standstill is often a slate. */
  noteStandstill(standsStill: boolean, nowMs: number): void {
    if (this.stoodStill && !standsStill) {
      this.resumedAtMs = nowMs;
      this.changed = true;
    }
    this.stoodStill = standsStill;
  }

  /** Whether frames came again just now, and it is not known of what kind. */
  isInDoubt(nowMs: number): boolean {
    return this.changed && nowMs - this.resumedAtMs < RESUMED_MS;
  }

  /** What was said may not be true any more. */
  doubt(): void {
    this.changed = true;
  }

  /** Whether frames come in another way than when the server was asked last. */
  get mayHaveChanged(): boolean {
    return this.changed;
  }

  /** Whether the server was heard of since. */
  get isKnown(): boolean {
    return this.known;
  }

  /** The source is not there; what comes meanwhile is a slate. */
  get isAway(): boolean {
    return this.state === 'reconnecting' || this.state === 'starting' || this.state === 'ended';
  }

  get isStarting(): boolean {
    return this.state === 'starting';
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Said in so many words: a stream that nobody watches is `idle`, and not live. */
  get isLive(): boolean {
    return this.state === 'live';
  }

  /** As far as is known: a server that does not say is one that has nothing to say. */
  get isPlaying(): boolean {
    return !this.isAway && this.state !== 'closed';
  }

  private resetSchedules(): void {
    for (const schedule of this.schedules.values()) schedule.reset();
  }
}
