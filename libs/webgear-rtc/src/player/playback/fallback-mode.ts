import { BackOff } from './back-off.js';
import type { RetryPolicy } from './retry-policy.js';
import type { PlaybackActions } from './playback.interface.js';
import { SessionLiveness } from './session-liveness.js';

/** A session that connects at all is usually connected within this time after the answer. */
const SUSPECT_MS = 4000;
const FIRST_IMAGE_MS = 10_000;
/** Without an image for this long the response counts as dead: a broken connection does not always raise an error. */
const SILENCE_MS = 2000;
/** Delay before WebRTC is tried again; the first is short, because a network change may have been the reason. */
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 2 * 60_000;
/** The same for a browser or server without WebRTC. */
const HOPELESS_RETRY_MS = 60_000;
const FIRST_REOPEN_MS = 1000;
const LONGEST_REOPEN_MS = 15_000;

/** The compatibility mode (MJPEG): when it starts, when its request is repeated, and when WebRTC is tried again. */
export class FallbackMode {
  private mode: 'off' | 'opening' | 'on' = 'off';
  private isCut = false;
  private isHopeless = false;
  private blockedInARow = 0;
  private openedAtMs = 0;
  private shownAtMs: number | undefined;
  private availableAtMs = 0;
  private reopenAtMs = 0;
  private frames = 0;
  private bytes = 0;
  private liveness = new SessionLiveness(0);
  private readonly retryBackOff: BackOff;
  private readonly reopenBackOff: BackOff;

  constructor(
    private readonly actions: Pick<PlaybackActions, 'showFallback' | 'hideFallback'>,
    random: () => number,
  ) {
    this.retryBackOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random);
    this.reopenBackOff = new BackOff(FIRST_REOPEN_MS, LONGEST_REOPEN_MS, random);
  }

  /** Whether images are on screen. */
  get isOn(): boolean {
    return this.mode === 'on';
  }

  /** Time of the first image on screen. */
  get firstImageAtMs(): number | undefined {
    return this.shownAtMs;
  }

  /** Images and bytes received since it started. */
  get counters(): readonly [frames: number, bytes: number] {
    return [this.frames, this.bytes];
  }

  /** Records that WebRTC was blocked. */
  noteBlocked(isHopeless: boolean): void {
    this.blockedInARow++;
    this.isHopeless = isHopeless;
  }

  /** @param waitedMs time since the server's answer without a connection */
  isDue(nowMs: number, waitedMs: number): boolean {
    if (this.mode !== 'off' || nowMs < this.availableAtMs) return false;
    return this.blockedInARow > 0 || waitedMs >= SUSPECT_MS;
  }

  enter(nowMs: number): void {
    this.mode = 'opening';
    this.frames = 0;
    this.bytes = 0;
    this.liveness = new SessionLiveness(nowMs);
    this.open(nowMs);
  }

  /** Delay before WebRTC is tried again while images are shown; `undefined` while the mode is off. */
  retryDelayMs(): number | undefined {
    if (this.mode === 'off') return undefined;
    return this.isHopeless ? HOPELESS_RETRY_MS : this.retryBackOff.nextDelayMs();
  }

  noteImage(bytes: number, nowMs: number): void {
    if (this.mode === 'off') return;
    if (this.mode === 'opening') this.shownAtMs = nowMs;
    this.mode = 'on';
    this.isCut = false;
    this.reopenBackOff.reset();
    this.frames++;
    this.bytes += bytes;
    const sample = { framesDecoded: this.frames, bytesReceived: this.bytes, delayMs: undefined };
    this.liveness.observe({ heartbeat: String(this.frames), ...sample }, nowMs);
  }

  /** The response ended. */
  noteCut(nowMs: number): void {
    if (this.mode === 'opening') this.leave(nowMs, { state: 'offline' });
    else this.isCut = true;
  }

  /** Whether no new image arrived for longer than the usual interval, or the response ended. */
  isStalled(nowMs: number): boolean {
    return this.isCut || this.liveness.isStalled(nowMs);
  }

  /** Whether the request must be repeated if the stream continues. */
  isBroken(nowMs: number): boolean {
    const isSilent =
      this.liveness.isStalled(nowMs - (SILENCE_MS - 1000)) && nowMs - this.openedAtMs > SILENCE_MS;
    return this.mode === 'on' && nowMs >= this.reopenAtMs && (this.isCut || isSilent);
  }

  /** Repeats the request. */
  reopen(nowMs: number): void {
    this.isCut = false;
    this.reopenAtMs = nowMs + this.reopenBackOff.nextDelayMs();
    this.open(nowMs);
  }

  /** Whether the first image is overdue. */
  isOverdue(nowMs: number): boolean {
    return this.mode === 'opening' && nowMs - this.openedAtMs > FIRST_IMAGE_MS;
  }

  /** Leaves the mode, because no images are available. */
  leave(nowMs: number, { retryAfterMs }: RetryPolicy): void {
    this.availableAtMs = nowMs + (retryAfterMs ?? this.reopenBackOff.nextDelayMs());
    this.hide();
  }

  /** Hides the images but remembers that WebRTC is blocked. */
  suspend(): void {
    this.availableAtMs = 0;
    this.hide();
  }

  /** Ends the mode, because WebRTC works. */
  end(): void {
    this.blockedInARow = 0;
    this.availableAtMs = 0;
    this.retryBackOff.reset();
    this.reopenBackOff.reset();
    this.hide();
  }

  private open(nowMs: number): void {
    this.openedAtMs = nowMs;
    this.actions.showFallback();
  }

  private hide(): void {
    if (this.mode === 'off') return;
    this.mode = 'off';
    this.isCut = false;
    this.actions.hideFallback();
  }
}
