import { FallbackMode } from './fallback-mode.js';
import { retryPolicyFor, type RetryPolicy } from './retry-policy.js';
import type {
  Failure,
  FirewallRule,
  PlaybackActions,
  PlaybackEvent,
  PlaybackSettings,
  SessionSample,
} from './playback.interface.js';
import {
  expectsFrames,
  isPlaying,
  isStalled,
  queryReasonOf,
  ViewTracker,
  type Halt,
  type PlaybackParts,
} from './playback-view.js';
import { RetryPlan } from './retry-plan.js';
import { ServerStateWatch } from './server-state-watch.js';
import { SessionAttempt } from './session-attempt.js';
import { SlowWatch } from './slow-watch.js';

/** A hidden player releases its place on the server after this time. */
const LONG_HIDDEN_MS = 5 * 60_000;

/**
 * State machine of a player. It has no access to the page, the network or a clock: events arrive with a timestamp, and
 * it calls {@link PlaybackActions}.
 */
export class PlaybackMachine {
  private attempt: SessionAttempt | undefined;
  private halt: Halt | undefined = 'idle';
  private firewall: FirewallRule | undefined;
  private hasOpened = false;
  private hiddenSinceMs: number | undefined;
  private readonly view = new ViewTracker();
  private readonly retryPlan: RetryPlan;
  private readonly fallback: FallbackMode;
  private readonly server: ServerStateWatch;
  private readonly slow: SlowWatch;

  /** @param random from 0 to 1, for jitter */
  constructor(
    private readonly actions: PlaybackActions,
    private readonly settings: PlaybackSettings,
    random: () => number,
  ) {
    this.retryPlan = new RetryPlan(random);
    this.fallback = new FallbackMode(actions, random);
    this.server = new ServerStateWatch(random);
    this.slow = new SlowWatch(random);
  }

  /** @param nowMs of a monotonic clock */
  handle(event: PlaybackEvent, nowMs: number): void {
    this.take(event, nowMs);
    this.server.noteStall(isPlaying(this.parts) && isStalled(this.parts, nowMs), nowMs);
    if (this.server.isDue(queryReasonOf(this.parts, nowMs), nowMs)) this.actions.queryState();
    if (this.slow.isDue(expectsFrames(this.parts, nowMs), nowMs)) this.actions.queryQuality();
    this.showView(nowMs);
  }

  private take(event: PlaybackEvent, nowMs: number): void {
    switch (event.type) {
      case 'play':
        return this.play(event.byUser, nowMs);
      case 'pause':
        return this.rest('paused');
      case 'stop':
        return this.rest('idle');
      case 'autoplay-blocked':
        this.halt = 'autoplay-blocked';
        return;
      case 'answered':
        this.firewall = event.firewall;
        this.attempt?.noteAnswer(nowMs);
        return;
      case 'connected':
        this.attempt?.noteConnected();
        return;
      case 'first-frame':
        return this.noteFrame(nowMs);
      case 'sample':
        return this.judge(event.sample, nowMs);
      case 'lost':
        return this.loseConnection(nowMs);
      case 'failed':
        return this.fail(retryPolicyFor(event.failure), nowMs);
      case 'server-state':
        return this.noteServerState(event.state, nowMs);
      case 'quality':
        return this.slow.note(event.isTooSlow, nowMs);
      case 'tick':
        return this.tick(nowMs);
      case 'network-changed':
        return this.checkAtOnce(nowMs);
      case 'hidden':
        this.hiddenSinceMs ??= nowMs;
        return;
      case 'shown':
        return this.wake(nowMs);
      case 'fallback-image':
        if (!this.fallback.isOn) this.server.forget();
        return this.fallback.noteImage(event.bytes, nowMs);
      case 'fallback-lost':
        return this.loseFallback(event.failure, nowMs);
      default:
        event satisfies never;
    }
  }

  private play(byUser: boolean, nowMs: number): void {
    const isAutoplayBlocked = this.halt === 'autoplay-blocked' && this.attempt !== undefined;
    this.halt = undefined;
    this.retryPlan.clear();
    this.retryPlan.resetWaits();
    if (isAutoplayBlocked) this.actions.resumeVideo();
    else if (this.attempt !== undefined) return;
    else if (byUser || !this.hasOpened) this.open(nowMs, byUser);
    else this.retry();
  }

  private open(nowMs: number, takesOver = false): void {
    this.hasOpened = true;
    this.retryPlan.begin();
    if (!this.fallback.isOn) this.server.forget();
    this.attempt = new SessionAttempt(nowMs);
    this.slow.reset();
    this.actions.openSession(takesOver);
  }

  /**
   * Reconnects without a viewer's request. The state is queried first: an offer would restart an ended stream, which only
   * a viewer may do.
   */
  private retry(): void {
    this.retryPlan.beginQuery();
    this.actions.queryState();
  }

  /** Stops everything until the viewer or the page starts it again. */
  private rest(halt: Halt): void {
    this.halt = halt;
    this.retryPlan.clear();
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
    this.retryPlan.clear();
    this.retryPlan.resetWaits();
    // The state is older than this frame, which may be the source's or a slate.
    if (this.server.isStarting) this.server.forget();
    this.server.interruptFlow();
    this.slow.interrupt();
    this.fallback.end();
  }

  private judge(sample: SessionSample, nowMs: number): void {
    const { attempt } = this;
    if (attempt === undefined) return;
    const isHidden = this.hiddenSinceMs !== undefined;
    this.slow.observe(isHidden ? undefined : sample.framesDecoded, nowMs);
    if (isHidden) this.server.interruptFlow();
    else if (attempt.firstFrameAtMs !== undefined) {
      this.server.observeFlow(sample.framesDecoded, sample.bytesReceived, nowMs);
    }
    const conditions = { isPlaying: this.server.isPlaying, isHidden, isSlow: this.slow.isSlow };
    const fault = attempt.judge(sample, conditions, nowMs);
    // Server and network work: only this session is broken.
    if (fault === 'broken') this.fail({ state: 'buffering' }, nowMs);
    else if (fault !== undefined) this.loseConnection(nowMs);
  }

  private loseConnection(nowMs: number): void {
    if (this.attempt === undefined) return;
    if (this.attempt.isConnecting) this.fail({ state: 'blocked', firewall: this.firewall }, nowMs);
    // Most broken connections are back within a second: an error is shown only after the next attempt fails.
    else this.fail({ state: 'connecting' }, nowMs);
  }

  private fail(policy: RetryPolicy, nowMs: number): void {
    const { state, retryAfterMs, isHopeless = false, isFinal = false } = policy;
    this.close();
    if (state === 'replaced') {
      // Reconnecting would replace the other window, which would then replace this one, endlessly.
      this.rest('replaced');
      return;
    }
    this.retryPlan.note(policy);
    // Images stay on screen while WebRTC is retried, unless access was refused.
    if (state === 'refused') this.fallback.suspend();
    if (state === 'blocked') this.fallback.noteBlocked(isHopeless);
    this.fallBackIfDue(nowMs);
    if (isFinal) return;
    this.retryPlan.scheduleAt(nowMs + (this.fallback.retryDelayMs() ?? this.retryPlan.delayMs(retryAfterMs)));
  }

  /** Also before WebRTC has failed: that takes longer than a viewer should wait for video. */
  private fallBackIfDue(nowMs: number): void {
    const { attempt, fallback } = this;
    const isConnecting = attempt?.isConnecting === true;
    if (!this.settings.mayFallBack || (!isConnecting && this.retryPlan.trouble !== 'blocked')) return;
    if (fallback.isDue(nowMs, isConnecting ? attempt.answeredForMs(nowMs) : 0)) fallback.enter(nowMs);
  }

  private loseFallback(failure: Failure | undefined, nowMs: number): void {
    if (failure === undefined) return this.fallback.noteCut(nowMs);
    const policy = retryPolicyFor(failure);
    const wasOn = this.fallback.isOn;
    this.fallback.leave(nowMs, policy);
    // Without any image so far, the failure of WebRTC is the more useful state.
    if (wasOn || policy.state === 'replaced') this.fail(policy, nowMs);
  }

  private noteServerState(state: string | undefined, nowMs: number): void {
    const { fallback, server } = this;
    server.note(state, nowMs);
    const isFrameStalled = isStalled(this.parts, nowMs);
    if (this.halt === 'ended') {
      // Another viewer started it. In any other state an offer would start it.
      if (!server.isLive) return;
      this.halt = undefined;
      this.open(nowMs);
    } else if (this.halt !== undefined) return;
    else if (this.retryPlan.isQuerying) this.retryIn(state, isFrameStalled, nowMs);
    else if (!isFrameStalled) return;
    else if (server.hasEnded && (fallback.isOn || this.attempt?.hadTimeForFrames(nowMs) === true))
      this.rest('ended');
    else if (fallback.isOn && state === undefined) this.loseServer(nowMs);
    else if (fallback.isBroken(nowMs)) fallback.reopen(nowMs);
  }

  /** Continues {@link retry} with the state of the stream. */
  private retryIn(state: string | undefined, isFrameStalled: boolean, nowMs: number): void {
    if (state === undefined && isFrameStalled) this.loseServer(nowMs);
    else if (!this.server.hasEnded) this.open(nowMs);
    else if (isFrameStalled) this.rest('ended');
    // A slate is on screen, and an offer would restart the stream.
    else this.retryPlan.scheduleAt(nowMs + (this.fallback.retryDelayMs() ?? 0));
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
    if (this.retryPlan.isDue(nowMs)) this.retry();
    if (this.fallback.isOverdue(nowMs)) this.fallback.leave(nowMs, { state: 'blocked' });
    if (this.fallback.isOn) this.server.observeFlow(...this.fallback.counters, nowMs);
    this.fallBackIfDue(nowMs);
  }

  private checkAtOnce(nowMs: number): void {
    if (this.retryPlan.isPlanned) this.retry();
    else this.attempt?.liveness.suspectDisconnect(nowMs);
  }

  private wake(nowMs: number): void {
    this.hiddenSinceMs = undefined;
    this.attempt?.liveness.forgive(nowMs);
    if (this.halt === 'asleep') {
      this.halt = undefined;
      this.retryPlan.resetWaits();
      this.retry();
    } else if (this.halt === undefined) {
      this.server.markStale();
      // The viewer may have signed in in another tab.
      if (this.retryPlan.isFinal && this.attempt === undefined) this.retry();
      else this.checkAtOnce(nowMs);
    }
  }

  private get parts(): PlaybackParts {
    const { halt, attempt, retryPlan, fallback, server, slow } = this;
    return { halt, attempt, retryPlan, fallback, server, slow };
  }

  private showView(nowMs: number): void {
    const view = this.view.update(this.parts, nowMs);
    if (view !== undefined) this.actions.show(view);
  }
}
