import { BackOff } from './back-off.js';
import type { PlaybackActions } from './playback.interface.js';

/** Once may be chance: a network in mid-change. */
const BLOCKED_BEFORE = 2;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** A server without `stream.mjpeg` will not have it a moment later. */
const UNAVAILABLE_MS = 60_000;

/** The compatibility mode: when it comes, and when WebRTC is tried again behind it. */
export class FallbackMode {
  private mode: 'off' | 'opening' | 'on' = 'off';
  private blockedInARow = 0;
  private availableAtMs = 0;
  private readonly backOff: BackOff;

  constructor(
    private readonly actions: Pick<PlaybackActions, 'showFallback' | 'hideFallback'>,
    random: () => number,
  ) {
    this.backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
  }

  /** Whether its pictures are on screen. */
  get isOn(): boolean {
    return this.mode === 'on';
  }

  /** WebRTC did not pass. */
  noteBlocked(): void {
    this.blockedInARow++;
  }

  /** @param isHopeless whether another try would end the same */
  enterIfDue(nowMs: number, isHopeless: boolean): void {
    if (this.mode !== 'off' || nowMs < this.availableAtMs) return;
    if (this.blockedInARow < BLOCKED_BEFORE && !isHopeless) return;
    this.mode = 'opening';
    this.actions.showFallback();
  }

  /** When to try WebRTC again behind the pictures; `undefined` while there are none. */
  retryDelayMs(): number | undefined {
    return this.mode === 'off' ? undefined : this.backOff.nextDelayMs();
  }

  notePicture(): void {
    if (this.mode === 'opening') this.mode = 'on';
  }

  /** The server has no such pictures. */
  leave(nowMs: number): void {
    this.availableAtMs = nowMs + UNAVAILABLE_MS;
    this.hide();
  }

  /** Its pictures would not come either; that WebRTC did not pass is still true. */
  suspend(): void {
    this.hide();
  }

  /** WebRTC passes, or nobody wants to see anything. */
  end(): void {
    this.blockedInARow = 0;
    this.backOff.reset();
    this.hide();
  }

  private hide(): void {
    if (this.mode === 'off') return;
    this.mode = 'off';
    this.actions.hideFallback();
  }
}
