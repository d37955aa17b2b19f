import { BackOff } from './back-off.js';
import type { FailureVerdict } from './failure-verdict.js';
import type { PlaybackActions } from './playback.interface.js';
import { SessionLiveness } from './session-liveness.js';

/** So long after its answer a session that connects at all is connected, as a rule. */
const SUSPECT_MS = 4000;
const FIRST_IMAGE_MS = 10_000;
/** Without an image for this long, the response is suspected to be dead: a cut is not always seen from here. */
const SILENCE_MS = 2000;
/** When WebRTC is tried again: once soon, as a network in mid-change may have been the reason. */
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 2 * 60_000;
/** The same for a browser or a server without WebRTC. */
const HOPELESS_RETRY_MS = 60_000;
const FIRST_REOPEN_MS = 1000;
const LONGEST_REOPEN_MS = 15_000;

/** The compatibility mode: when it begins, when its response has to be asked for again, and when WebRTC is. */
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

  /** Whether its images are on screen. */
  get isOn(): boolean {
    return this.mode === 'on';
  }

  /** When its first image was on screen. */
  get firstImageAtMs(): number | undefined {
    return this.shownAtMs;
  }

  /** What came since it began: images, and their bytes. */
  get counters(): readonly [frames: number, bytes: number] {
    return [this.frames, this.bytes];
  }

  /** WebRTC did not pass. */
  noteBlocked(isHopeless: boolean): void {
    this.blockedInARow++;
    this.isHopeless = isHopeless;
  }

  /** @param waitedMs how long the server's answer is there without a connection */
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

  /** When to try WebRTC again behind the images; `undefined` while there are none. */
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
    this.liveness.observe({ sign: String(this.frames), ...sample }, nowMs);
  }

  /** The response ended. */
  noteCut(nowMs: number): void {
    if (this.mode === 'opening') this.leave(nowMs, { state: 'offline' });
    else this.isCut = true;
  }

  /** No new image for longer than the stream lets expect, or none that could come. */
  isImage(nowMs: number): boolean {
    return this.isCut || this.liveness.isImage(nowMs);
  }

  /** Whether the response has to be asked for again, if the stream goes on. */
  isBroken(nowMs: number): boolean {
    const isSilent =
      this.liveness.isImage(nowMs - (SILENCE_MS - 1000)) && nowMs - this.openedAtMs > SILENCE_MS;
    return this.mode === 'on' && nowMs >= this.reopenAtMs && (this.isCut || isSilent);
  }

  /** Asks for the response again. */
  reopen(nowMs: number): void {
    this.isCut = false;
    this.reopenAtMs = nowMs + this.reopenBackOff.nextDelayMs();
    this.open(nowMs);
  }

  /** Whether no first image came in time. */
  isOverdue(nowMs: number): boolean {
    return this.mode === 'opening' && nowMs - this.openedAtMs > FIRST_IMAGE_MS;
  }

  /** There are no images to be had. */
  leave(nowMs: number, { retryAfterMs }: FailureVerdict): void {
    this.availableAtMs = nowMs + (retryAfterMs ?? this.reopenBackOff.nextDelayMs());
    this.hide();
  }

  /** Its images would not come either, or are not wanted; that WebRTC did not pass is still true. */
  suspend(): void {
    this.availableAtMs = 0;
    this.hide();
  }

  /** WebRTC passes. */
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
