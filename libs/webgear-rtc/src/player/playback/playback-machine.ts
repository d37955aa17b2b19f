import type { AskReason } from './ask-schedule.js';
import { FallbackMode } from './fallback-mode.js';
import { verdictOn, type FailureVerdict } from './failure-verdict.js';
import type {
  Failure,
  PlaybackActions,
  PlaybackEvent,
  PlaybackSettings,
  PlaybackView,
  SessionSample,
} from './playback.interface.js';
import { isPlaying, isImage, viewOf, type Halt, type PlaybackParts } from './playback-view.js';
import { RetryPlan } from './retry-plan.js';
import { ServerStateWatch } from './server-state-watch.js';
import { SessionAttempt } from './session-attempt.js';

/** Nobody looks: the place is better given to somebody who does. */
const LONG_HIDDEN_MS = 5 * 60_000;

/**
 * Decides what a player does and shows. Knows neither the page nor the network nor the time of day: it is told what
 * happens and when, and says what to do.
 */
export class PlaybackMachine {
  private attempt: SessionAttempt | undefined;
  private halt: Halt | undefined = 'idle';
  private openings = '';
  private hasOpened = false;
  private hiddenSinceMs: number | undefined;
  private shown: PlaybackView | undefined;
  private readonly retries: RetryPlan;
  private readonly fallback: FallbackMode;
  private readonly server: ServerStateWatch;

  /** @param random from 0 to 1, so that not all players try at one moment */
  constructor(
    private readonly actions: PlaybackActions,
    private readonly settings: PlaybackSettings,
    random: () => number,
  ) {
    this.retries = new RetryPlan(random);
    this.fallback = new FallbackMode(actions, random);
    this.server = new ServerStateWatch(random);
  }

  /** @param nowMs of a clock that only goes forward */
  handle(event: PlaybackEvent, nowMs: number): void {
    this.take(event, nowMs);
    this.server.noteStandstill(isPlaying(this.parts) && isImage(this.parts, nowMs), nowMs);
    if (this.server.isDue(this.reasonToAsk(nowMs), nowMs)) this.actions.askServerState();
    this.showView(nowMs);
  }

  private take(event: PlaybackEvent, nowMs: number): void {
    switch (event.type) {
      case 'play':
        return this.play(event.byHand, nowMs);
      case 'pause':
        return this.rest('paused');
      case 'stop':
        return this.rest('idle');
      case 'touch-needed':
        this.halt = 'touch-needed';
        return;
      case 'answered':
        this.openings = event.openings;
        this.attempt?.noteAnswer(nowMs);
        return;
      case 'connected':
        this.attempt?.noteConnected();
        return;
      case 'picture':
        return this.noteFrame(nowMs);
      case 'sample':
        return this.judge(event.sample, nowMs);
      case 'lost':
        return this.loseConnection(nowMs);
      case 'failed':
        return this.fail(verdictOn(event.failure), nowMs);
      case 'server-state':
        return this.noteServerState(event.state, nowMs);
      case 'tick':
        return this.tick(nowMs);
      case 'stirred':
        return this.checkAtOnce(nowMs);
      case 'hidden':
        this.hiddenSinceMs ??= nowMs;
        return;
      case 'shown':
        return this.wake(nowMs);
      case 'fallback-image':
        return this.noteImage(event.bytes, nowMs);
      case 'fallback-lost':
        return this.loseFallback(event.failure, nowMs);
      default:
        event satisfies never;
    }
  }

  private play(byHand: boolean, nowMs: number): void {
    const waitsForTouch = this.halt === 'touch-needed' && this.attempt !== undefined;
    this.halt = undefined;
    this.retries.clear();
    this.retries.resetWaits();
    if (waitsForTouch) this.actions.resumeVideo();
    else if (this.attempt !== undefined) return;
    else if (byHand || !this.hasOpened) this.open(nowMs, byHand);
    else this.retry();
  }

  private open(nowMs: number, takesOver = false): void {
    this.hasOpened = true;
    this.retries.begin();
    if (!this.fallback.isOn) this.server.forget();
    this.attempt = new SessionAttempt(nowMs);
    this.actions.openSession(takesOver);
  }

  /**
   * Connects again by itself. The server is asked first: an offer starts a stream that has ended, and one that nobody
   * asked to see again stays ended.
   */
  private retry(): void {
    this.retries.beginAsking();
    this.actions.askServerState();
  }

  /** Lets go of everything, until somebody asks for it again. */
  private rest(halt: Halt): void {
    this.halt = halt;
    this.retries.clear();
    this.close();
    this.fallback.suspend();
  }

  private close(): void {
    if (this.attempt === undefined) return;
    this.attempt = undefined;
    this.actions.closeSession();
  }

  private noteFrame(nowMs: number): void {
    if (this.attempt === undefined || this.attempt.firstFrameAtMs !== undefined) return;
    this.attempt.noteFirstFrame(nowMs);
    this.retries.clear();
    this.retries.resetWaits();
    // Said before there was a frame: this one may be the source's, or a slate.
    if (this.server.isStarting) this.server.forget();
    this.server.interruptFlow();
    this.fallback.end();
  }

  private judge(sample: SessionSample, nowMs: number): void {
    const { attempt } = this;
    if (attempt === undefined) return;
    const isHidden = this.hiddenSinceMs !== undefined;
    if (isHidden) this.server.interruptFlow();
    else if (attempt.firstFrameAtMs !== undefined) {
      this.server.observeFlow(sample.framesDecoded, sample.bytesReceived, nowMs);
    }
    const fault = attempt.judge(sample, this.server.isPlaying, isHidden, nowMs);
    // The server is there and media passes: only this session is broken.
    if (fault === 'broken') this.fail({ state: 'buffering' }, nowMs);
    else if (fault !== undefined) this.loseConnection(nowMs);
  }

  private loseConnection(nowMs: number): void {
    if (this.attempt === undefined) return;
    if (this.attempt.isConnecting) this.fail({ state: 'blocked', detail: this.openings }, nowMs);
    // Most connections that break are back within a second: bad news can wait until the next try has failed.
    else this.fail({ state: 'connecting' }, nowMs);
  }

  private fail(verdict: FailureVerdict, nowMs: number): void {
    const { state, detail, retryAfterMs, isHopeless = false } = verdict;
    this.close();
    if (state === 'replaced') {
      // Coming back by itself would take the place from the other window, which would take it from this one, for ever.
      this.rest('replaced');
      return;
    }
    this.retries.note(state, detail);
    // What it has stays on show, whatever becomes of the tries behind it; unless it may not see that any more.
    if (state === 'refused') this.fallback.suspend();
    if (state === 'blocked') this.fallback.noteBlocked(isHopeless);
    this.fallBackIfDue(nowMs);
    this.retries.scheduleAt(nowMs + (this.fallback.retryDelayMs() ?? this.retries.delayMs(retryAfterMs)));
  }

  /** Not only when WebRTC has failed: a viewer does not wait that long for a picture. */
  private fallBackIfDue(nowMs: number): void {
    const { attempt, fallback } = this;
    const isConnecting = attempt?.isConnecting === true;
    if (!this.settings.mayFallBack || (!isConnecting && this.retries.trouble !== 'blocked')) return;
    if (fallback.isDue(nowMs, isConnecting ? attempt.answeredForMs(nowMs) : 0)) fallback.enter(nowMs);
  }

  private noteImage(bytes: number, nowMs: number): void {
    if (!this.fallback.isOn) this.server.forget();
    this.fallback.noteImage(bytes, nowMs);
  }

  private loseFallback(failure: Failure | undefined, nowMs: number): void {
    if (failure === undefined) return this.fallback.noteCut(nowMs);
    const verdict = verdictOn(failure);
    const wasOn = this.fallback.isOn;
    this.fallback.leave(nowMs, verdict);
    // Before there was any image, WebRTC's own trouble is the better news.
    if (wasOn || verdict.state === 'replaced') this.fail(verdict, nowMs);
  }

  private noteServerState(state: string | undefined, nowMs: number): void {
    const { fallback, server } = this;
    server.note(state, nowMs);
    const standsStill = isImage(this.parts, nowMs);
    if (this.halt === 'ended') {
      // Another viewer started it. Any other state is no reason: an offer would start it.
      if (!server.isLive) return;
      this.halt = undefined;
      this.open(nowMs);
    } else if (this.halt !== undefined) return;
    else if (this.retries.isAsking) this.retryIn(state, standsStill, nowMs);
    else if (!standsStill) return;
    else if (server.hasEnded && (fallback.isOn || this.attempt?.hadTimeForFrames(nowMs) === true))
      this.rest('ended');
    else if (fallback.isOn && state === undefined) this.loseServer(nowMs);
    else if (fallback.isBroken(nowMs)) fallback.reopen(nowMs);
  }

  /** Goes on with {@link retry}, now that the server has said how the stream is. */
  private retryIn(state: string | undefined, standsStill: boolean, nowMs: number): void {
    if (state === undefined && standsStill) this.loseServer(nowMs);
    else if (!this.server.hasEnded) this.open(nowMs);
    else if (standsStill) this.rest('ended');
    // A slate is on show, behind which an offer would start the stream.
    else this.retries.scheduleAt(nowMs + (this.fallback.retryDelayMs() ?? 0));
  }

  private loseServer(nowMs: number): void {
    this.fallback.suspend();
    this.fail({ state: 'offline' }, nowMs);
  }

  private tick(nowMs: number): void {
    if (this.hiddenSinceMs !== undefined && nowMs - this.hiddenSinceMs > LONG_HIDDEN_MS) {
      if (this.halt === undefined) this.rest('asleep');
      return;
    }
    if (this.retries.isDue(nowMs)) this.retry();
    if (this.fallback.isOverdue(nowMs)) this.fallback.leave(nowMs, { state: 'blocked' });
    if (this.fallback.isOn) this.server.observeFlow(...this.fallback.counters, nowMs);
    this.fallBackIfDue(nowMs);
  }

  private checkAtOnce(nowMs: number): void {
    if (this.retries.isPlanned) this.retry();
    else this.attempt?.liveness.doubt(nowMs);
  }

  private wake(nowMs: number): void {
    this.hiddenSinceMs = undefined;
    this.attempt?.liveness.forgive(nowMs);
    if (this.halt === 'asleep') {
      this.halt = undefined;
      this.retries.resetWaits();
      this.retry();
    } else if (this.halt === undefined) {
      this.server.doubt();
      this.checkAtOnce(nowMs);
    }
  }

  /** Nothing while frames flow as before. */
  private reasonToAsk(nowMs: number): AskReason | undefined {
    if (this.halt === 'ended') return 'ended';
    if (this.halt !== undefined || this.retries.isAsking) return undefined;
    if (!this.fallback.isOn && this.attempt?.isConnected !== true) return undefined;
    if (!this.server.isKnown) return 'unknown';
    if (isPlaying(this.parts) && isImage(this.parts, nowMs)) return 'still';
    if (this.server.mayHaveChanged) return 'changed';
    const isAway = this.server.isAway && (isPlaying(this.parts) || !this.server.isStarting);
    return isAway ? 'away' : undefined;
  }

  private get parts(): PlaybackParts {
    const { halt, attempt, retries, fallback, server } = this;
    return { halt, attempt, retries, fallback, server };
  }

  private showView(nowMs: number): void {
    const view = viewOf(this.parts, nowMs);
    if (JSON.stringify(view) === JSON.stringify(this.shown)) return;
    this.shown = view;
    this.actions.show(view);
  }
}
