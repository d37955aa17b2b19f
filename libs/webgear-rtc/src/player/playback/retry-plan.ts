import type { PlayerState } from '../webgear-player.interface.js';
import { BackOff } from './back-off.js';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

/** What went wrong last, and when to connect again. */
export class RetryPlan {
  private lastTrouble: PlayerState | undefined;
  private lastDetail = '';
  private atMs: number | undefined;
  private asks = false;
  private readonly backOff: BackOff;

  /** @param random from 0 to 1 */
  constructor(random: () => number) {
    this.backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
  }

  /** The state the last attempt ended with; it stays on show while the next one is under way. */
  get trouble(): PlayerState | undefined {
    return this.lastTrouble;
  }

  /** The reason in words. */
  get detail(): string {
    return this.lastDetail;
  }

  /** Whether the server is being asked, before the attempt, whether there is anything to connect for. */
  get isAsking(): boolean {
    return this.asks;
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
    this.asks = false;
  }

  /** How long to wait, in milliseconds: as told, but not the same for all; ever longer otherwise. */
  delayMs(toldMs: number | undefined): number {
    return toldMs === undefined ? this.backOff.nextDelayMs() : this.backOff.spread(toldMs);
  }

  scheduleAt(atMs: number): void {
    this.asks = false;
    this.atMs = atMs;
  }

  beginAsking(): void {
    this.atMs = undefined;
    this.asks = true;
  }

  /** An attempt is under way. */
  begin(): void {
    this.atMs = undefined;
    this.asks = false;
  }

  /** Forgets what was wrong, and what was planned. */
  clear(): void {
    this.begin();
    this.lastTrouble = undefined;
    this.lastDetail = '';
  }

  /** After a success, or at somebody's wish: the next wait is short. */
  resetWaits(): void {
    this.backOff.reset();
  }

  /** Whole seconds until the next attempt, 0 while it is under way; `undefined` when none is due. */
  secondsLeft(isConnecting: boolean, nowMs: number): number | undefined {
    if (this.atMs !== undefined) return Math.max(1, Math.ceil((this.atMs - nowMs) / 1000));
    return this.lastTrouble !== undefined && (isConnecting || this.asks) ? 0 : undefined;
  }
}
