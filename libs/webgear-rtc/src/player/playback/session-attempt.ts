import type { SessionSample } from './playback.interface.js';
import { SessionLiveness } from './session-liveness.js';

/** A handshake takes a few round trips, over TCP some more; after this it is not slow but shut out. */
const CONNECT_MS = 6000;
/** How long a source may take to open once the connection is there. */
const FIRST_FRAME_MS = 10_000;

/** How long the slate of a stream that has ended may take: a busy computer is no end. */
const SLATE_MS = 4000;

/** What is wrong with a session: media cannot pass, the server is gone, or this session alone is broken. */
export type SessionFault = 'blocked' | 'lost' | 'broken';

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

  /** Whether the server answered, and media does not pass as yet. */
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

  /** Whether it is connected, and had frames or would have them by now. */
  hadTimeForFrames(nowMs: number): boolean {
    return this.connected && (this.shownAtMs !== undefined || this.answeredForMs(nowMs) > SLATE_MS);
  }

  /** How long the server's answer is there, in milliseconds. */
  answeredForMs(nowMs: number): number {
    return this.answeredAtMs === undefined ? 0 : nowMs - this.answeredAtMs;
  }

  /** @param isPlaying whether the stream is expected to have frames */
  judge(
    sample: SessionSample,
    isPlaying: boolean,
    isHidden: boolean,
    nowMs: number,
  ): SessionFault | undefined {
    const { liveness } = this;
    // Without an answer there is nobody who could be silent.
    if (!this.isAnswered) return undefined;
    liveness.observe(sample, nowMs);
    // Browsers decode less of what is hidden.
    if (isHidden) liveness.forgive(nowMs);
    if (!this.connected) return this.answeredForMs(nowMs) > CONNECT_MS ? 'blocked' : undefined;
    if (liveness.isSilent(nowMs)) return 'lost';
    if (this.shownAtMs === undefined) {
      return isPlaying && this.answeredForMs(nowMs) > FIRST_FRAME_MS ? 'lost' : undefined;
    }
    return liveness.isFrozen(nowMs) || liveness.isLate(nowMs) ? 'broken' : undefined;
  }
}
