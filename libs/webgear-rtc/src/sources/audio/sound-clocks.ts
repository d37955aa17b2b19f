import { LiveTimeline } from '../playback/live-timeline.js';

/** Tells when sound was captured that a program writes without timestamps. */
export interface SoundClock {
  /** Whether the times are those of the capture clock; otherwise those of the media, which the supervisor paces. */
  readonly isLive: boolean;
  /** Timestamp of the newest frame, in microseconds. */
  readonly frameTimeUs: number;
  /** A frame with this timestamp has arrived now, in microseconds. */
  frameArrived(mediaTimeUs: number, nowUs: number): void;
  /**
   * The time of sound that has arrived now, in microseconds; `undefined` if it belongs to no frame.
   *
   * @param mediaTimeUs counted from the first sample on
   * @param arrivedUs from where on in it the sound has arrived now, counted likewise; `undefined` if all of it had arrived before
   */
  timeUs(
    mediaTimeUs: number,
    durationUs: number,
    nowUs: number,
    arrivedUs: number | undefined,
  ): number | undefined;
}

/**
 * For a program that counts both from one origin and fills gaps, as ffmpeg does: sound and frames with equal timestamps belong
 * together, however long either takes through the program.
 */
export class CountedSoundClock implements SoundClock {
  frameTimeUs = Number.NEGATIVE_INFINITY;
  private readonly timeline = new LiveTimeline();

  constructor(readonly isLive: boolean) {}

  frameArrived(mediaTimeUs: number, nowUs: number): void {
    this.frameTimeUs = mediaTimeUs;
    if (this.isLive) this.timeline.captureTimeUs(mediaTimeUs, nowUs);
  }

  timeUs(mediaTimeUs: number, durationUs: number, nowUs: number): number | undefined {
    return this.isLive ? this.timeline.soundTimeUs(mediaTimeUs, durationUs, nowUs) : mediaTimeUs;
  }
}

/** With a larger deviation the program has paused. */
const REANCHOR_US = 100_000;

/** How fast the offset follows: 1/50 of the deviation per buffer. */
const FOLLOW_SHARE = 1 / 50;

/**
 * For a program that writes both when they are due on one clock, as GStreamer's sinks do: the moment a buffer arrives is the
 * time of its first sample, and that of a frame its own.
 */
export class SynchronizedSoundClock implements SoundClock {
  readonly isLive = true;
  readonly frameTimeUs = Number.NEGATIVE_INFINITY;
  private offsetUs: number | undefined;

  frameArrived(): void {
    // Frames have their own arrival.
  }

  /** Only the first sound of a buffer tells the time; the rest has arrived before it is due. */
  timeUs(mediaTimeUs: number, _durationUs: number, nowUs: number, arrivedUs: number | undefined): number {
    if (arrivedUs !== undefined) this.follow(nowUs - arrivedUs);
    return Math.round(mediaTimeUs + (this.offsetUs ?? nowUs - mediaTimeUs));
  }

  private follow(arrivalOffsetUs: number): void {
    const behindUs = arrivalOffsetUs - (this.offsetUs ?? Number.NEGATIVE_INFINITY);
    if (this.offsetUs === undefined || Math.abs(behindUs) > REANCHOR_US) this.offsetUs = arrivalOffsetUs;
    else this.offsetUs += behindUs * FOLLOW_SHARE;
  }
}
