import { BackOff } from '../playback/back-off.js';
import { PreferenceReport, type QualityPreferences } from '../playback/preference-report.js';
import type { QualityAnswer, ServerCalls } from './server-calls.js';

/** How often the state is requested while it is watched. */
const WATCH_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;
/** Requests without an answer about the rungs before it is given up: the server may not have heard of them yet. */
const MOST_TRIES = 3;

/** Events of the link. */
export interface QualityListener {
  /** The server answered; `undefined` if it did not, or has no such route. */
  onAnswer(answer: QualityAnswer | undefined): void;
  /** Rungs, state or the rung in use may have changed. */
  onChange(): void;
}

/** The requests for the quality of one player: tells the server of preferences, and learns rungs and state. */
export class QualityLink {
  /** Whether the state is on screen, and must be up to date. */
  isWatched = false;
  private readonly report: PreferenceReport;
  private readonly backOff: BackOff;
  // Not `sessionToken`: names of private members are shortened in the bundle, and that one is in the protocol.
  private token: string | undefined;
  private answer: QualityAnswer | undefined;
  private isAsking = false;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  /** Whether the rungs may have changed. */
  private isStale = false;
  private retryAtMs = 0;
  private tries = 0;
  private frameHeight: number | undefined;

  /** @param random from 0 to 1, for jitter */
  constructor(
    private readonly server: Pick<ServerCalls, 'quality'>,
    private readonly listener: QualityListener,
    random: () => number = Math.random,
  ) {
    this.report = new PreferenceReport(random);
    this.backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
  }

  /** What the server last said of the current session, with the rung that frames have come from since. */
  get latest(): QualityAnswer | undefined {
    const { answer, rung } = this;
    return answer && { ...answer, ...(rung !== undefined && { rung }) };
  }

  private get rung(): string | undefined {
    const { answer, frameHeight } = this;
    const matching = (answer?.rungs ?? []).filter(({ height }) => height === frameHeight);
    const isReported = matching.length === 0 || matching.some(({ rung }) => rung === answer?.rung);
    return isReported ? answer?.rung : matching[0]?.rung;
  }

  /** An offer is sent. @returns the preferences that belong into it */
  begin(): QualityPreferences {
    this.end();
    this.report.begin();
    return this.report.current;
  }

  /** The session is over. */
  end(): void {
    this.report.end();
    this.token = undefined;
    this.answer = undefined;
    this.isStale = false;
    this.tries = 0;
    this.retryAtMs = 0;
    this.frameHeight = undefined;
    this.backOff.reset();
  }

  want(wanted: QualityPreferences, nowMs: number): void {
    this.report.want(wanted, nowMs);
  }

  /** Frames of a height arrive; `undefined` while unknown. */
  noteFrames(height: number | undefined): void {
    if (height === undefined || height === this.frameHeight) return;
    const before = this.rung;
    this.frameHeight = height;
    // A height that is none of the rungs': the source has changed, and the rungs with it.
    if ((this.answer?.rungs ?? []).every((rung) => rung.height !== height)) {
      this.isStale = true;
      this.tries = 0;
    }
    if (this.rung !== before) this.listener.onChange();
  }

  /** Asks the server if there is a reason to. @param sessionToken of the current session, once it is known */
  tick(sessionToken: string | undefined, nowMs: number): void {
    this.token = sessionToken;
    const isWatchDue = this.isWatched && nowMs - this.askedAtMs >= WATCH_MS;
    const isRetryDue = this.isStale && nowMs >= this.retryAtMs;
    if (isWatchDue || isRetryDue || this.report.isDue(nowMs)) void this.ask(nowMs);
  }

  /** Asks the server now, unless a request is under way. */
  async ask(nowMs: number): Promise<void> {
    const { token: sessionToken, report, listener } = this;
    if (this.isAsking) return;
    if (sessionToken === undefined) {
      listener.onAnswer(undefined);
      return;
    }
    const told = report.current;
    this.isAsking = true;
    this.askedAtMs = nowMs;
    const answer = await this.server.quality(sessionToken, report.news);
    this.isAsking = false;
    const isCurrent = sessionToken === this.token;
    if (isCurrent) this.take(told, answer, nowMs);
    listener.onAnswer(isCurrent ? answer : undefined);
    listener.onChange();
  }

  private take(told: QualityPreferences, answer: QualityAnswer | undefined, nowMs: number): void {
    this.report.note(told, answer !== undefined, nowMs);
    this.answer = answer ?? this.answer;
    if (!this.isStale) return;
    // The source has not reported its size yet, or a worker not its peer.
    const lacksRungs = (answer?.rungs ?? []).every(({ height }) => height === 0);
    this.isStale = lacksRungs && ++this.tries < MOST_TRIES;
    this.retryAtMs = nowMs + this.backOff.nextDelayMs();
    if (!this.isStale) this.backOff.reset();
  }
}
