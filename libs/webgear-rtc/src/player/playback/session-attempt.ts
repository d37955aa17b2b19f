import type { SessionSample } from './playback.interface.js';
import { SessionLiveness } from './session-liveness.js';

/** A handshake takes a few round trips, over TCP some more; after this time it counts as blocked. */
const CONNECT_MS = 6000;
/** How long a source may take to open after the connection is established. */
const FIRST_FRAME_MS = 10_000;

/** How long the slate of an ended stream may take on a busy computer. */
const SLATE_MS = 4000;

/** Fault of a session: media is blocked, the server is gone, or only this session is broken. */
export type SessionFault = 'blocked' | 'lost' | 'broken';

/** What frames depend on besides the session. */
export interface SessionConditions {
  /** Whether the stream is expected to have frames. */
  readonly isPlaying: boolean;
  readonly isHidden: boolean;
  /** Whether the connection is too slow for live video. */
  readonly isSlow: boolean;
}

/** One session, from its offer on. */
export class SessionAttempt {
  private answeredAtMs: number | undefined;
  private shownAtMs: number | undefined;
  private connected = false;
  readonly liveness: SessionLiveness;

  constructor(nowMs: number) {
    this.liveness = new SessionLiveness(nowMs);
  }

  noteAnswer(nowMs: number): void {
    this.answeredAtMs = nowMs;
  }

  noteConnected(): void {
    this.connected = true;
  }

  noteFirstFrame(nowMs: number): void {
    this.shownAtMs = nowMs;
    this.liveness.forgive(nowMs);
  }

  /** Whether the server answered but no connection is established yet. */
  get isConnecting(): boolean {
    return this.answeredAtMs !== undefined && !this.connected;
  }

  get isAnswered(): boolean {
    return this.answeredAtMs !== undefined;
  }

  get isConnected(): boolean {
    return this.connected;
  }

  /** When its first frame was on screen. */
  get firstFrameAtMs(): number | undefined {
    return this.shownAtMs;
  }

  /** Whether it is connected and has frames, or should have by now. */
  hadTimeForFrames(nowMs: number): boolean {
    return this.connected && (this.shownAtMs !== undefined || this.answeredForMs(nowMs) > SLATE_MS);
  }

  /** Time since the server's answer, in milliseconds. */
  answeredForMs(nowMs: number): number {
    return this.answeredAtMs === undefined ? 0 : nowMs - this.answeredAtMs;
  }

  judge(
    sample: SessionSample,
    { isPlaying, isHidden, isSlow }: SessionConditions,
    nowMs: number,
  ): SessionFault | undefined {
    const { liveness } = this;
    // Before the answer, silence means nothing.
    if (!this.isAnswered) return undefined;
    liveness.observe(sample, nowMs);
    // Browsers decode fewer frames of a hidden page.
    if (isHidden) liveness.forgive(nowMs);
    if (isSlow) liveness.excuse(nowMs);
    if (!this.connected) return this.answeredForMs(nowMs) > CONNECT_MS ? 'blocked' : undefined;
    if (liveness.isSilent(nowMs)) return 'lost';
    if (this.shownAtMs === undefined) {
      return isPlaying && !isSlow && this.answeredForMs(nowMs) > FIRST_FRAME_MS ? 'lost' : undefined;
    }
    return liveness.isFrozen(nowMs) || liveness.isLate(nowMs) ? 'broken' : undefined;
  }
}
