import type { SessionSample } from './playback.interface.js';

/** Browsers check an idle connection every 2.5 s: a server that is there is heard of more often than this. */
const SILENCE_MS = 3200;
/** The same when there is reason for doubt: a check is due, and its answer takes a round trip. */
const SILENCE_IN_DOUBT_MS = 1500;
/** How long a viewer takes a still picture for a live one. */
const STILL_MS = 1000;
/** Some sources have a picture every few seconds, and that is no fault: so many of their intervals must have passed. */
const STILL_INTERVALS = 3;
/** How long packets may come without a picture. Decoders wait for a key frame, which takes less than this. */
const FROZEN_MS = 4000;
const FROZEN_SAMPLES = 4;
/** More delay than this is no longer live, and only a new start brings it down. */
const LATE_DELAY_MS = 1500;
const LATE_MS = 4000;

/** Judges from the samples of one session whether the server and the pictures are there. */
export class SessionLiveness {
  private sign = '';
  private signAtMs: number;
  private silenceMs = SILENCE_MS;
  private framesDecoded = 0;
  private frameAtMs: number;
  private frameIntervalMs = 0;
  private bytesReceived = 0;
  private samplesWithoutFrame = 0;
  private firstBytesAtMs = 0;
  private inTimeAtMs: number;

  constructor(nowMs: number) {
    this.signAtMs = nowMs;
    this.frameAtMs = nowMs;
    this.inTimeAtMs = nowMs;
  }

  /** Whether a picture ever came out of the decoder. */
  get hasFrames(): boolean {
    return this.framesDecoded > 0;
  }

  /** Takes a sample in. */
  observe({ sign, framesDecoded, bytesReceived, delayMs }: SessionSample, nowMs: number): void {
    if (sign !== this.sign) {
      this.sign = sign;
      this.signAtMs = nowMs;
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

  /** From now on the server has to show at once that it is there. */
  doubt(nowMs: number): void {
    this.signAtMs = nowMs;
    this.silenceMs = SILENCE_IN_DOUBT_MS;
  }

  /** The time before now says nothing about pictures: the page was hidden, and browsers decode less then. */
  forgive(nowMs: number): void {
    this.frameAtMs = nowMs;
    this.samplesWithoutFrame = 0;
    this.inTimeAtMs = nowMs;
  }

  /** Nothing is heard of the server. */
  isSilent(nowMs: number): boolean {
    return nowMs - this.signAtMs > this.silenceMs;
  }

  /** No new picture for longer than the stream lets expect. */
  isImage(nowMs: number): boolean {
    return nowMs - this.frameAtMs > Math.max(STILL_MS, STILL_INTERVALS * this.frameIntervalMs);
  }

  /** Packets keep coming and no picture comes out of the decoder. */
  isFrozen(nowMs: number): boolean {
    // One packet that waits for its decoder is none that found a frozen one.
    return this.samplesWithoutFrame >= FROZEN_SAMPLES && nowMs - this.firstBytesAtMs > FROZEN_MS;
  }

  /** Pictures come, but long after their time. */
  isLate(nowMs: number): boolean {
    return nowMs - this.inTimeAtMs > LATE_MS;
  }

  private noteFrames(framesDecoded: number, nowMs: number): void {
    if (this.hasFrames) {
      const intervalMs = (nowMs - this.frameAtMs) / (framesDecoded - this.framesDecoded);
      // A pause must not count for the usual interval at once, nor a single quick picture.
      const weight = this.frameIntervalMs === 0 ? 1 : 0.25;
      this.frameIntervalMs += (intervalMs - this.frameIntervalMs) * weight;
    }
    this.framesDecoded = framesDecoded;
    this.frameAtMs = nowMs;
    this.samplesWithoutFrame = 0;
  }
}
