import type { Observable, Unsubscribable } from 'rxjs';
import { smallestStepUs, type CaptureClock } from '../media/capture-clock.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { Histogram } from '../media/histogram.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { FrameScaler } from '../pipeline/frame-scaler.js';
import { LatestFrameSlot, type StreamFrame } from '../pipeline/latest-frame-slot.js';
import { type EncodedFramerate, FrameRateLimiter } from './encoded-framerate.js';
import { FrameRepeater } from './frame-repeater.js';
import type { EncoderAdaptation } from './encoder-adaptation.js';
import type { KeyFrameGrid } from './key-frame-grid.js';
import type { KeyFrameGate } from './key-frame-gate.js';
import type { VideoEncoder } from './video-encoder.interface.js';

/** What the encode of a rendition is made of. */
export interface RenditionEncoderParts {
  readonly codec: VideoCodec;
  /** Its place in the quality ladder. */
  readonly rung: string;
  readonly clock: CaptureClock;
  readonly keyFrameGate: KeyFrameGate;
  /** Brings frames to the size of the rung; left out where they have it. */
  readonly scaler?: Pick<FrameScaler, 'scale' | 'close'>;
  /** What the encoder aims at; what it was opened with where left out. */
  readonly adaptation?: EncoderAdaptation;
  /** Frames per second, at most; all where left out. */
  readonly maxFramerate?: number | undefined;
  /** Opens an encoder for frames of this size. */
  readonly openEncoder: (width: number, height: number) => Promise<VideoEncoder>;
  /** When key frames are due, the same for all rungs; only those that are requested are made where left out. */
  readonly keyFrameGrid?: KeyFrameGrid;
  /** The rate that encoders are opened for; what they are opened with stays where left out. */
  readonly framerate?: Pick<EncodedFramerate, 'value' | 'isReduced'>;
  /** Has the newest frame of the source processed again; `false` when there is none. Left out: the next one is waited for. */
  readonly repeatFrame?: () => boolean;
  /** Takes how long the encoder works on each frame, in seconds. */
  readonly encodeTimes?: Histogram;
  readonly onError: (error: unknown) => void;
  /** Called when it is no longer used. */
  readonly onClose?: () => void;
}

/** How far the rate of an encoder may be from the true one; what is further off gets another, at a key frame. */
const RATE_TOLERANCE = 1.4;

/** Distance of frames that are left out in between, in microseconds: a little less than 60 a second. */
const REDUCED_INTERVAL_US = 16_000;

/** Part of the interval at a rung's frame rate after which a frame is taken: intervals vary. */
const INTERVAL_TOLERANCE = 0.95;

/** The one encode of a rendition: frames in, encoded frames out, always of the newest frame. */
export class RenditionEncoder {
  private readonly latest = new LatestFrameSlot();
  private readonly running: Promise<void>;
  private readonly repeater: FrameRepeater;
  private readonly limiter = new FrameRateLimiter(REDUCED_INTERVAL_US);
  private readonly rungLimiter: FrameRateLimiter | undefined;
  private readonly releaseGrid: (() => void) | undefined;
  private encoder: VideoEncoder | undefined;
  private feed: Unsubscribable | undefined;
  private lastCaptureUs = Number.NEGATIVE_INFINITY;
  private lastKeyFrameUs = Number.NEGATIVE_INFINITY;
  private framesLeftOut = 0;
  private appliedBps = 0;
  private encodersOpened = 0;
  private framesEncoded = 0;
  private keyFramesEncoded = 0;
  private bytesEncoded = 0;

  /** @param onEncoded takes each encoded frame */
  constructor(
    private readonly parts: RenditionEncoderParts,
    private readonly onEncoded: (frame: EncodedFrame) => void,
  ) {
    const { keyFrameGate, clock, maxFramerate, repeatFrame = () => false } = parts;
    this.rungLimiter =
      maxFramerate === undefined
        ? undefined
        : new FrameRateLimiter((1_000_000 / maxFramerate) * INTERVAL_TOLERANCE);
    this.releaseGrid = parts.keyFrameGrid?.use();
    this.repeater = new FrameRepeater({ clock, isNeeded: () => keyFrameGate.pending, repeat: repeatFrame });
    this.running = this.run();
  }

  /** Encodes these frames from now on, until it is closed. */
  feedFrom(frames$: Observable<StreamFrame>): void {
    this.feed = frames$.subscribe(({ frame }) => this.push(frame));
  }

  /** Takes a frame on loan. */
  push(frame: VideoFrame): void {
    this.repeater.noteFrame();
    if (this.isLeftOut(frame.captureTimeUs)) this.framesLeftOut++;
    else this.latest.offer(frame);
  }

  requestKeyFrame(): void {
    this.parts.keyFrameGate.requestKeyFrame();
    this.repeater.request();
  }

  /** What it has done so far. */
  stats(): Omit<RenditionStats, 'peers'> {
    return {
      track: 'video',
      codec: this.parts.codec,
      rung: this.parts.rung,
      width: this.encoder?.settings.width ?? 0,
      height: this.encoder?.settings.height ?? 0,
      bitrateBps: this.parts.adaptation?.targetBps ?? this.encoder?.settings.bitrateBps ?? 0,
      passthrough: false,
      encodersOpened: this.encodersOpened,
      framesEncoded: this.framesEncoded,
      framesDropped: this.latest.framesDropped + this.framesLeftOut,
      framesLeftOut: this.framesLeftOut,
      keyFramesEncoded: this.keyFramesEncoded,
      bytesEncoded: this.bytesEncoded,
    };
  }

  async close(): Promise<void> {
    this.feed?.unsubscribe();
    this.releaseGrid?.();
    this.parts.onClose?.();
    this.parts.keyFrameGate.close();
    this.repeater.close();
    this.latest.close();
    await this.running;
    await this.parts.scaler?.close();
    await this.encoder?.close();
    this.encoder = undefined;
  }

  private async run(): Promise<void> {
    for await (const { frame } of this.latest.frames()) await this.encode(frame).catch(this.parts.onError);
  }

  private async encode(frame: VideoFrame): Promise<void> {
    const { scaler } = this.parts;
    if (scaler === undefined) return this.encodeFitting(frame);
    const fitting = await scaler.scale(frame);
    try {
      await this.encodeFitting(fitting);
    } finally {
      if (fitting !== frame) fitting.close();
    }
  }

  private async encodeFitting(frame: VideoFrame): Promise<void> {
    if (frame.captureTimeUs > this.lastCaptureUs) return this.encodeInOrder(frame);
    // A frame that was repeated, or a slate, may bear a later time than the one that the source has captured since.
    using later = frame.clone(this.lastCaptureUs + smallestStepUs);
    await this.encodeInOrder(later);
  }

  private async encodeInOrder(frame: VideoFrame): Promise<void> {
    const { keyFrameGate } = this.parts;
    const isDue = this.keyFrameIsDue(frame.captureTimeUs);
    const isAskedFor = keyFrameGate.take();
    const encodedFrame = await this.compress(frame, isDue || isAskedFor).catch((error: unknown) => {
      if (isAskedFor) keyFrameGate.putBack();
      throw error;
    });
    this.lastCaptureUs = frame.captureTimeUs;
    if (encodedFrame === undefined) {
      if (isAskedFor) keyFrameGate.putBack();
      return;
    }
    this.framesEncoded++;
    this.bytesEncoded += encodedFrame.data.length;
    if (encodedFrame.keyFrame) {
      this.keyFramesEncoded++;
      this.lastKeyFrameUs = frame.captureTimeUs;
    }
    this.onEncoded(encodedFrame);
  }

  /** A frame at which all rungs have a key frame is never left out. */
  private isLeftOut(captureTimeUs: number): boolean {
    const { framerate } = this.parts;
    const isInRate =
      (framerate?.isReduced !== true || this.limiter.take(captureTimeUs)) &&
      this.rungLimiter?.take(captureTimeUs) !== false;
    return !isInRate && !this.keyFrameIsDue(captureTimeUs);
  }

  private keyFrameIsDue(captureTimeUs: number): boolean {
    const { lastKeyFrameUs } = this;
    return (
      this.parts.keyFrameGrid?.isDue(captureTimeUs, lastKeyFrameUs) ??
      lastKeyFrameUs === Number.NEGATIVE_INFINITY
    );
  }

  /** An encoder that has failed is replaced: what it would give from now on is not to be relied on. */
  private async compress(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const encoder = await this.encoderFor(frame, keyFrame);
    this.applyRate(encoder);
    const { clock, encodeTimes } = this.parts;
    const startUs = clock.nowUs();
    try {
      const encodedFrame = await encoder.encode(frame, keyFrame);
      encodeTimes?.observe((clock.nowUs() - startUs) / 1_000_000);
      return encodedFrame;
    } catch (error) {
      this.encoder = undefined;
      await encoder.close().catch(this.parts.onError);
      throw error;
    }
  }

  /**
   * A camera that turns or changes profile sends another size: a new encoder starts with a key frame of that size. Another
   * rate can wait for a key frame that is due anyhow.
   */
  private async encoderFor(frame: VideoFrame, keyFrame: boolean): Promise<VideoEncoder> {
    const settings = this.encoder?.settings;
    const fits = settings?.width === frame.width && settings.height === frame.height;
    if (this.encoder !== undefined && fits && !(keyFrame && this.rateIsFarOff(settings.framerate))) {
      return this.encoder;
    }
    await this.encoder?.close();
    this.encoder = undefined;
    this.encoder = await this.parts.openEncoder(frame.width, frame.height);
    this.encodersOpened++;
    this.appliedBps = this.encoder.settings.bitrateBps;
    const { adaptation } = this.parts;
    if (adaptation !== undefined) {
      adaptation.rateChangeIsCostly = this.encoder.changesRateWhileRunning === false;
    }
    return this.encoder;
  }

  /** Between two frames, since an encoder must not be changed while it works. */
  private applyRate(encoder: VideoEncoder): void {
    const targetBps = this.parts.adaptation?.targetBps ?? this.appliedBps;
    if (targetBps === this.appliedBps) return;
    this.appliedBps = targetBps;
    encoder.setBitrate(targetBps);
  }

  private rateIsFarOff(framerate: number): boolean {
    const ratio = (this.parts.framerate?.value ?? framerate) / framerate;
    return ratio > RATE_TOLERANCE || ratio < 1 / RATE_TOLERANCE;
  }
}
