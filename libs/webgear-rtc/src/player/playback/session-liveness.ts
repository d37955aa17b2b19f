import type { SessionSample } from './playback.interface.js';

/** Browsers check an idle connection every 2.5 s, so a live server answers more often than this. */
const SILENCE_MS = 3200;
/** The same after a network change: a check is due, and its answer takes a round trip. */
const SUSPECT_SILENCE_MS = 1500;
/** Without a new frame for this long, the video is visibly stalled. */
const STALL_MS = 1000;
/** Sources with a low frame rate count as stalled after this many frame intervals. */
const STALL_INTERVALS = 3;
/** How long packets may arrive without a decoded frame. A key frame takes less than this. */
const FROZEN_MS = 4000;
const FROZEN_SAMPLES = 4;
/** A larger jitter buffer delay is not live any more, and only a new session reduces it. */
const LATE_DELAY_MS = 1500;
const LATE_MS = 4000;

/** Detects from the samples of one session whether the server responds and frames arrive. */
export class SessionLiveness {
  private heartbeat = '';
  private heartbeatAtMs: number;
  private silenceMs = SILENCE_MS;
  private framesDecoded = 0;
  private frameAtMs: number;
  private frameIntervalMs = 0;
  private bytesReceived = 0;
  private samplesWithoutFrame = 0;
  private firstBytesAtMs = 0;
  private inTimeAtMs: number;

  constructor(nowMs: number) {
    this.heartbeatAtMs = nowMs;
    this.frameAtMs = nowMs;
    this.inTimeAtMs = nowMs;
  }

  /** Whether any frame was decoded. */
  get hasFrames(): boolean {
    return this.framesDecoded > 0;
  }

  /** Takes a sample. */
  observe({ heartbeat, framesDecoded, bytesReceived, delayMs }: SessionSample, nowMs: number): void {
    if (heartbeat !== this.heartbeat) {
      this.heartbeat = heartbeat;
      this.heartbeatAtMs = nowMs;
      this.silenceMs = SILENCE_MS;
    }
    if (framesDecoded > this.framesDecoded) this.noteFrames(framesDecoded, nowMs);
    else if (bytesReceived > this.bytesReceived) {
      if (this.samplesWithoutFrame === 0) this.firstBytesAtMs = nowMs;
      this.samplesWithoutFrame++;
    }
    this.bytesReceived = bytesReceived;
    if (delayMs === undefined || delayMs < LATE_DELAY_MS) this.inTimeAtMs = nowMs;
  }

  /** Requires a sign of life from the server sooner than usual, for example after a network change. */
  suspectDisconnect(nowMs: number): void {
    this.heartbeatAtMs = nowMs;
    this.silenceMs = SUSPECT_SILENCE_MS;
  }

  /** Ignores the time before now: the page was hidden, and browsers decode fewer frames then. */
  forgive(nowMs: number): void {
    this.frameAtMs = nowMs;
    this.samplesWithoutFrame = 0;
    this.inTimeAtMs = nowMs;
  }

  /** Ignores missing and late frames before now: the connection is too slow, and a new session would not be faster. */
  excuse(nowMs: number): void {
    this.samplesWithoutFrame = 0;
    this.inTimeAtMs = nowMs;
  }

  /** Whether the server is silent. */
  isSilent(nowMs: number): boolean {
    return nowMs - this.heartbeatAtMs > this.silenceMs;
  }

  /** Whether no new frame arrived for longer than the usual interval. */
  isStalled(nowMs: number): boolean {
    return nowMs - this.frameAtMs > Math.max(STALL_MS, STALL_INTERVALS * this.frameIntervalMs);
  }

  /** Whether packets arrive but the decoder outputs no frame. */
  isFrozen(nowMs: number): boolean {
    // A single packet may just not be decoded yet.
    return this.samplesWithoutFrame >= FROZEN_SAMPLES && nowMs - this.firstBytesAtMs > FROZEN_MS;
  }

  /** Whether frames are delayed by much more than live. */
  isLate(nowMs: number): boolean {
    return nowMs - this.inTimeAtMs > LATE_MS;
  }

  private noteFrames(framesDecoded: number, nowMs: number): void {
    if (this.hasFrames) {
      const intervalMs = (nowMs - this.frameAtMs) / (framesDecoded - this.framesDecoded);
      // Neither a pause nor a single early frame may change the interval at once.
      const weight = this.frameIntervalMs === 0 ? 1 : 0.25;
      this.frameIntervalMs += (intervalMs - this.frameIntervalMs) * weight;
    }
    this.framesDecoded = framesDecoded;
    this.frameAtMs = nowMs;
    this.samplesWithoutFrame = 0;
  }
}
