import type { PlayerState } from '../webgear-player.interface.js';
import { BackOff } from './back-off.js';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

/** The last failure, and when to reconnect. */
export class RetryPlan {
  private lastTrouble: PlayerState | undefined;
  private lastDetail = '';
  private atMs: number | undefined;
  private querying = false;
  private readonly backOff: BackOff;

  /** @param random from 0 to 1 */
  constructor(random: () => number) {
    this.backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
  }

  /** State after the last failed attempt; shown until the next one succeeds. */
  get trouble(): PlayerState | undefined {
    return this.lastTrouble;
  }

  /** The reason as text. */
  get detail(): string {
    return this.lastDetail;
  }

  /** Whether the state is being queried before the attempt. */
  get isQuerying(): boolean {
    return this.querying;
  }

  /** Whether an attempt is planned. */
  get isPlanned(): boolean {
    return this.atMs !== undefined;
  }

  isDue(nowMs: number): boolean {
    return this.atMs !== undefined && nowMs >= this.atMs;
  }

  note(trouble: PlayerState, detail = ''): void {
    this.lastTrouble = trouble;
    this.lastDetail = detail;
    this.querying = false;
  }

  /** Delay in milliseconds: the server's value with jitter, or exponential back-off. */
  delayMs(requestedMs: number | undefined): number {
    return requestedMs === undefined ? this.backOff.nextDelayMs() : this.backOff.spread(requestedMs);
  }

  scheduleAt(atMs: number): void {
    this.querying = false;
    this.atMs = atMs;
  }

  beginQuery(): void {
    this.atMs = undefined;
    this.querying = true;
  }

  /** Records that an attempt has started. */
  begin(): void {
    this.atMs = undefined;
    this.querying = false;
  }

  /** Clears the last failure and the planned attempt. */
  clear(): void {
    this.begin();
    this.lastTrouble = undefined;
    this.lastDetail = '';
  }

  /** Resets the back-off, after a success or at the viewer's request. */
  resetWaits(): void {
    this.backOff.reset();
  }

  /** Whole seconds until the next attempt, 0 during one; `undefined` if none is planned. */
  secondsLeft(isConnecting: boolean, nowMs: number): number | undefined {
    if (this.atMs !== undefined) return Math.max(1, Math.ceil((this.atMs - nowMs) / 1000));
    return this.lastTrouble !== undefined && (isConnecting || this.querying) ? 0 : undefined;
  }
}
