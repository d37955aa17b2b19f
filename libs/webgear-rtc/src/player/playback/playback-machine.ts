import type { PlayerState, PlayerTransport } from '../webgear-player.interface.js';
import { BackOff } from './back-off.js';
import { FallbackMode } from './fallback-mode.js';
import { verdictOn, type FailureVerdict } from './failure-verdict.js';
import type {
  PlaybackActions,
  PlaybackEvent,
  PlaybackSettings,
  PlaybackView,
  SessionSample,
} from './playback.interface.js';
import { ServerStateWatch } from './server-state-watch.js';
import { SessionLiveness } from './session-liveness.js';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
/** A handshake takes a few round trips, over TCP some more; after this it is not slow but shut out. */
const CONNECT_MS = 6000;
/** How long a source may take to open once the connection is there. */
const FIRST_PICTURE_MS = 10_000;
/** Nobody looks: the place is better given to somebody who does. */
const LONG_HIDDEN_MS = 5 * 60_000;

/** Why nothing is tried until somebody asks for it. */
type Halt = 'idle' | 'paused' | 'asleep' | 'touch-needed' | 'ended' | 'replaced';

/** One session, from its offer on. */
interface Attempt {
  readonly openedAtMs: number;
  readonly liveness: SessionLiveness;
  answeredAtMs?: number;
  isConnected: boolean;
  hasPicture: boolean;
}

/**
 * Decides what a player does and shows. Knows neither the page nor the network nor the time of day: it is told what
 * happens and when, and says what to do.
 */
export class PlaybackMachine {
  private attempt: Attempt | undefined;
  private halt: Halt | undefined = 'idle';
  /** The state the last try ended with; it stays on show while the next one is under way. */
  private trouble: PlayerState | undefined;
  private detail = '';
  private openings = '';
  private retryAtMs: number | undefined;
  private hiddenSinceMs: number | undefined;
  private shown: PlaybackView | undefined;
  private readonly backOff: BackOff;
  private readonly fallback: FallbackMode;
  private readonly server = new ServerStateWatch();

  /** @param random from 0 to 1, so that not all players try at one moment */
  constructor(
    private readonly actions: PlaybackActions,
    private readonly settings: PlaybackSettings,
    random: () => number,
  ) {
    this.backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
    this.fallback = new FallbackMode(actions, random);
  }

  /** @param nowMs of a clock that only goes forward */
  handle(event: PlaybackEvent, nowMs: number): void {
    this.take(event, nowMs);
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
        if (this.attempt !== undefined) this.attempt.answeredAtMs = nowMs;
        return;
      case 'connected':
        if (this.attempt !== undefined) this.attempt.isConnected = true;
        return;
      case 'picture':
        return this.notePicture(nowMs);
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
      case 'fallback-picture':
        this.fallback.notePicture();
        return;
      case 'fallback-failed':
        this.fallback.leave(nowMs);
        return;
      default:
        event satisfies never;
    }
  }

  private play(byHand: boolean, nowMs: number): void {
    const waitsForTouch = this.halt === 'touch-needed' && this.attempt !== undefined;
    this.halt = undefined;
    this.trouble = undefined;
    this.backOff.reset();
    if (waitsForTouch) this.actions.resumeVideo();
    else if (this.attempt === undefined) this.open(nowMs, byHand);
  }

  private open(nowMs: number, takesOver = false): void {
    this.retryAtMs = undefined;
    this.attempt = {
      openedAtMs: nowMs,
      liveness: new SessionLiveness(nowMs),
      isConnected: false,
      hasPicture: false,
    };
    this.actions.openSession(takesOver);
  }

  /** Lets go of everything, until somebody asks for it again. */
  private rest(halt: Halt): void {
    this.halt = halt;
    this.trouble = undefined;
    this.detail = '';
    this.retryAtMs = undefined;
    this.close();
    this.fallback.end();
  }

  private close(): void {
    if (this.attempt === undefined) return;
    this.attempt = undefined;
    this.actions.closeSession();
  }

  private notePicture(nowMs: number): void {
    if (this.attempt === undefined || this.attempt.hasPicture) return;
    this.attempt.hasPicture = true;
    this.attempt.liveness.forgive(nowMs);
    this.trouble = undefined;
    this.detail = '';
    this.backOff.reset();
    this.server.forget();
    this.fallback.end();
  }

  private judge(sample: SessionSample, nowMs: number): void {
    const { attempt } = this;
    // Without an answer there is nobody who could be silent.
    if (attempt?.answeredAtMs === undefined) return;
    const { liveness } = attempt;
    liveness.observe(sample, nowMs);
    if (this.hiddenSinceMs !== undefined) liveness.forgive(nowMs);
    if (!attempt.isConnected) {
      if (nowMs - attempt.answeredAtMs > CONNECT_MS) this.block(nowMs);
    } else if (liveness.isSilent(nowMs)) this.loseConnection(nowMs);
    else if (!attempt.hasPicture) {
      if (nowMs - attempt.answeredAtMs > FIRST_PICTURE_MS && this.server.isPlaying)
        this.loseConnection(nowMs);
    } else if (liveness.isFrozen(nowMs) || liveness.isLate(nowMs)) this.startAnew(nowMs);
  }

  /** The server is there and so is the way to it: only this session is broken. */
  private startAnew(nowMs: number): void {
    this.close();
    this.trouble = 'buffering';
    this.retryAtMs = nowMs + this.backOff.nextDelayMs();
  }

  private loseConnection(nowMs: number): void {
    if (this.attempt === undefined) return;
    if (this.attempt.answeredAtMs !== undefined && !this.attempt.isConnected) this.block(nowMs);
    // Most connections that break are back within a second: bad news can wait until the next try has failed.
    else this.fail({ state: 'connecting' }, nowMs);
  }

  private block(nowMs: number): void {
    this.fallback.noteBlocked();
    this.fail({ state: 'blocked', detail: this.openings }, nowMs);
  }

  private fail({ state, detail = '', retryAfterMs, isHopeless }: FailureVerdict, nowMs: number): void {
    this.close();
    if (state === 'replaced') {
      // Coming back by itself would take the place from the other window, which would take it from this one, for ever.
      this.rest('replaced');
      return;
    }
    this.trouble = state;
    this.detail = detail;
    // What it has stays on show, whatever becomes of the tries behind it; unless it may not see that any more.
    if (state === 'refused') this.fallback.suspend();
    if (state === 'blocked' && this.settings.mayFallBack) {
      this.fallback.enterIfDue(nowMs, isHopeless === true);
    }
    const delayMs =
      this.fallback.retryDelayMs() ??
      (retryAfterMs === undefined ? this.backOff.nextDelayMs() : this.backOff.spread(retryAfterMs));
    this.retryAtMs = nowMs + delayMs;
  }

  private noteServerState(state: string | undefined, nowMs: number): void {
    this.server.note(state);
    if (this.fallback.isOn && state === undefined) {
      this.fallback.suspend();
      this.fail({ state: 'offline' }, nowMs);
    } else if (this.halt === 'ended' && this.server.isPlaying) {
      this.play(false, nowMs);
    } else if (this.attempt?.isConnected === true && this.server.hasEnded && this.isStill(nowMs)) {
      this.rest('ended');
    }
  }

  private tick(nowMs: number): void {
    if (this.hiddenSinceMs !== undefined && nowMs - this.hiddenSinceMs > LONG_HIDDEN_MS) {
      if (this.halt === undefined) this.rest('asleep');
      return;
    }
    if (this.retryAtMs !== undefined && nowMs >= this.retryAtMs) this.open(nowMs);
    const isWatching = this.attempt?.isConnected === true || this.fallback.isOn;
    const isWorried = this.attempt?.hasPicture === true && this.isStill(nowMs);
    if (isWatching || this.halt === 'ended') {
      if (this.server.isDue(nowMs, isWorried)) this.actions.askServerState();
    }
  }

  private checkAtOnce(nowMs: number): void {
    if (this.retryAtMs !== undefined) this.open(nowMs);
    else this.attempt?.liveness.doubt(nowMs);
  }

  private wake(nowMs: number): void {
    this.hiddenSinceMs = undefined;
    this.attempt?.liveness.forgive(nowMs);
    if (this.halt === 'asleep') this.play(false, nowMs);
    else if (this.halt === undefined) this.checkAtOnce(nowMs);
  }

  private isStill(nowMs: number): boolean {
    return this.attempt === undefined || this.attempt.liveness.isStill(nowMs);
  }

  private get transport(): PlayerTransport {
    return this.fallback.isOn ? 'mjpeg' : 'webrtc';
  }

  private stateNow(nowMs: number): PlayerState {
    if (this.halt !== undefined) {
      return this.halt === 'asleep' || this.halt === 'touch-needed' ? 'paused' : this.halt;
    }
    const isPlaying = this.attempt?.hasPicture === true;
    if (isPlaying || this.fallback.isOn) {
      if (this.server.isAway) return 'no-input';
      return isPlaying && this.isStill(nowMs) ? 'buffering' : 'live';
    }
    // A source that starts is not away yet.
    const isAway = this.server.isAway && !this.server.isStarting;
    if (this.attempt?.isConnected === true && isAway) return 'no-input';
    return this.trouble ?? 'connecting';
  }

  private showView(nowMs: number): void {
    const { retryAtMs } = this;
    const isTrying = this.trouble !== undefined && this.attempt !== undefined;
    const view: PlaybackView = {
      state: this.stateNow(nowMs),
      transport: this.transport,
      detail: this.fallback.isOn ? '' : this.detail,
      retryInSeconds:
        retryAtMs === undefined
          ? isTrying
            ? 0
            : undefined
          : Math.max(1, Math.ceil((retryAtMs - nowMs) / 1000)),
    };
    if (JSON.stringify(view) === JSON.stringify(this.shown)) return;
    this.shown = view;
    this.actions.show(view);
  }
}
