import { BackOff } from './back-off.js';

/** Fewer frames per second than this are no video any more. */
const FEW_FPS = 5;
/** Over a shorter span a single late frame counts too much. */
const WINDOW_MS = 1000;
/** How often the server is asked until the connection is fast enough again. */
const REPEAT_MS = 2000;
/** The same where the connection is fast enough and frames are few for another reason, such as a slow camera. */
const LONGEST_MS = 30_000;

/**
 * Detects from the frame rate that the connection may be too slow, and when to ask the server, which alone knows whether it
 * sends key frames only.
 */
export class SlowWatch {
  private window: { readonly atMs: number; readonly frames: number }[] = [];
  private hasFewFrames = false;
  private slow = false;
  private isAsking = false;
  private nextAtMs = 0;
  private readonly backOff: BackOff;

  /** @param random from 0 to 1, for jitter */
  constructor(random: () => number) {
    this.backOff = new BackOff(REPEAT_MS, LONGEST_MS, random);
  }

  /** Whether the connection is too slow for live video. */
  get isSlow(): boolean {
    return this.slow;
  }

  /** @param frames total of frames decoded; `undefined` in a hidden page, for which browsers decode fewer */
  observe(frames: number | undefined, nowMs: number): void {
    if (frames === undefined) return this.interrupt();
    const { window } = this;
    window.push({ atMs: nowMs, frames });
    while ((window[1]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs - WINDOW_MS) window.shift();
    const [oldest] = window;
    if (oldest === undefined || oldest.atMs > nowMs - WINDOW_MS) return;
    this.hasFewFrames = (frames - oldest.frames) * 1000 < FEW_FPS * (nowMs - oldest.atMs);
    if (this.hasFewFrames) return;
    this.slow = false;
    this.nextAtMs = 0;
    this.backOff.reset();
  }

  /** The next samples are not comparable with the previous ones. */
  interrupt(): void {
    this.window = [];
    this.hasFewFrames = false;
  }

  /** Forgets everything, for another session. */
  reset(): void {
    this.interrupt();
    this.isAsking = false;
    this.slow = false;
    this.nextAtMs = 0;
    this.backOff.reset();
  }

  /** Whether the server must be asked; if so, it counts as asked. @param isExpected whether there should be frames */
  isDue(isExpected: boolean, nowMs: number): boolean {
    if (!isExpected || !this.hasFewFrames || this.isAsking || nowMs < this.nextAtMs) return false;
    this.isAsking = true;
    return true;
  }

  /** @param isTooSlow what the server says; `undefined` if it does not say it */
  note(isTooSlow: boolean | undefined, nowMs: number): void {
    this.isAsking = false;
    if (isTooSlow !== undefined) this.slow = isTooSlow && this.hasFewFrames;
    if (this.slow) this.backOff.reset();
    this.nextAtMs = nowMs + this.backOff.nextDelayMs();
  }
}
