import type { PlayerState } from '../webgear-player.interface.js';
import { BackOff } from './back-off.js';
import type { PlaybackView } from './playback.interface.js';
import type { RetryPolicy } from './retry-policy.js';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

/** The last failure, and when to reconnect. */
export class RetryPlan {
  private last: RetryPolicy | undefined;
  private atMs: number | undefined;
  private querying = false;
  private readonly backOff: BackOff;

  /** @param random from 0 to 1 */
  constructor(random: () => number) {
    this.backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
  }

  /** State after the last failed attempt; shown until the next one succeeds. */
  get trouble(): PlayerState | undefined {
    return this.last?.state;
  }

  /** What is told of the last failure beside the state. */
  get explanation(): Pick<PlaybackView, 'reason' | 'detail' | 'firewall'> {
    return { reason: this.last?.reason, detail: this.last?.detail ?? '', firewall: this.last?.firewall };
  }

  /** Whether there is no attempt until the viewer asks for one or returns to the page. */
  get isFinal(): boolean {
    return this.last?.isFinal === true && !this.isQuerying && !this.isPlanned;
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

  note(failure: RetryPolicy): void {
    this.last = failure;
    if (failure.isFinal === true) this.atMs = undefined;
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
    this.last = undefined;
  }

  /** Resets the back-off, after a success or at the viewer's request. */
  resetWaits(): void {
    this.backOff.reset();
  }

  /** Whole seconds until the next attempt, 0 during one; `undefined` if none is planned. */
  secondsLeft(isConnecting: boolean, nowMs: number): number | undefined {
    if (this.atMs !== undefined) return Math.max(1, Math.ceil((this.atMs - nowMs) / 1000));
    return this.last !== undefined && (isConnecting || this.querying) ? 0 : undefined;
  }
}
