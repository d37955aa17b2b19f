import { Subject, type Observable } from 'rxjs';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { KeyFrameGate } from '../encoder/key-frame-gate.js';
import type { VideoEncoder } from '../encoder/video-encoder.interface.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { LatestFrameWorker } from '../pipeline/latest-frame-worker.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { Packetizer } from '../rtp/packetizer.js';
import type { RenditionStats } from '../media/stream-stats.js';
import { smallestStepUs } from '../sources/playback/frame-spacing.js';
import { Broadcaster } from './broadcaster.js';
import type { EncodedFramerate } from './encoded-framerate.js';
import { FrameRepeater } from './frame-repeater.js';
import type { H264LevelLimiter } from './h264-level-limiter.js';
import { RecentFrameCache } from './recent-frame-cache.js';
import { FrameRateLimiter } from './jpeg/frame-rate-limiter.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';

/** What a rendition is made of. */
export interface RenditionParts {
  readonly codec: VideoCodec;
  readonly clock: CaptureClock;
  readonly keyFrameGate: KeyFrameGate;
  readonly packetizer: Packetizer;
  /** Makes pictures small enough for what viewers were promised; left out where nothing was. */
  readonly fitter?: Pick<H264LevelLimiter, 'fit' | 'close'>;
  /** Opens an encoder for pictures of this size. */
  readonly openEncoder: (width: number, height: number) => Promise<VideoEncoder>;
  /** Longest distance between two key frames, in milliseconds; only those asked for where left out. */
  readonly keyFrameIntervalMs?: number;
  /** The rate that encoders are opened for; what they are opened with stays where left out. */
  readonly framerate?: Pick<EncodedFramerate, 'value' | 'isReduced'>;
  /** Brings the newest frame of the source again; `false` when there is none. Left out: the next is waited for. */
  readonly repeatFrame?: () => boolean;
  readonly onError: (error: unknown) => void;
  /** Called when it is used no more. */
  readonly onClose?: () => void;
}

/** How far the rate of an encoder may be from the true one; what is further off gets another, at a key frame. */
const RATE_TOLERANCE = 1.4;

/** A key frame that is due within this time is made now, in microseconds: timestamps are rounded. */
const KEY_FRAME_TOLERANCE_US = 1000;

/** Distance of frames that are left out in between, in microseconds: a little less than 60 a second. */
const REDUCED_INTERVAL_US = 16_000;

/** One encode of the stream and everyone who watches it: pictures in, the same packets out to all. */
export class Rendition implements BroadcastRendition {
  readonly broadcaster: Broadcaster;
  private readonly worker: LatestFrameWorker;
  private readonly encoded = new Subject<EncodedFrame>();
  private readonly repeater: FrameRepeater;
  private readonly pace = new FrameRateLimiter(REDUCED_INTERVAL_US);
  private encoder: VideoEncoder | undefined;
  private lastCaptureUs = Number.NEGATIVE_INFINITY;
  private lastKeyFrameUs = Number.NEGATIVE_INFINITY;
  private framesLeftOut = 0;
  private encodersOpened = 0;
  private framesEncoded = 0;
  private keyFramesEncoded = 0;
  private bytesEncoded = 0;

  constructor(private readonly parts: RenditionParts) {
    const { keyFrameGate, clock, onError, repeatFrame = () => false } = parts;
    const recent = new RecentFrameCache(keyFrameGate.minimumIntervalMs * 1000);
    this.broadcaster = new Broadcaster(this, recent, onError);
    this.repeater = new FrameRepeater({ clock, isNeeded: () => keyFrameGate.pending, repeat: repeatFrame });
    this.worker = new LatestFrameWorker((frame) => this.encode(frame), onError);
  }

  get encodedFrames$(): Observable<EncodedFrame> {
    return this.encoded.asObservable();
  }

  /** Takes a picture on loan. */
  push(frame: VideoFrame): void {
    this.repeater.noteFrame();
    if (this.parts.framerate?.isReduced === true && !this.pace.take(frame.captureTimeUs))
      this.framesLeftOut++;
    else this.worker.offer(frame);
  }

  requestKeyFrame(): void {
    this.parts.keyFrameGate.requestKeyFrame();
    this.repeater.request();
  }

  stats(): RenditionStats {
    return {
      codec: this.parts.codec,
      passthrough: false,
      encodersOpened: this.encodersOpened,
      framesEncoded: this.framesEncoded,
      framesDropped: this.worker.framesDropped + this.framesLeftOut,
      keyFramesEncoded: this.keyFramesEncoded,
      bytesEncoded: this.bytesEncoded,
      peers: this.broadcaster.sinkCount,
    };
  }

  async close(): Promise<void> {
    this.parts.onClose?.();
    this.parts.keyFrameGate.close();
    this.repeater.close();
    await this.worker.close();
    await this.parts.fitter?.close();
    await this.encoder?.close();
    this.encoder = undefined;
    this.encoded.complete();
  }

  private async encode(frame: VideoFrame): Promise<void> {
    const { fitter } = this.parts;
    if (fitter === undefined) return this.encodeFitting(frame);
    using fitting = await fitter.fit(frame);
    await this.encodeFitting(fitting);
  }

  private async encodeFitting(frame: VideoFrame): Promise<void> {
    if (frame.captureTimeUs > this.lastCaptureUs) return this.encodeInOrder(frame);
    // A frame that was repeated, or a slate, may bear a later time than the one that the source has captured since.
    using later = frame.clone(this.lastCaptureUs + smallestStepUs);
    await this.encodeInOrder(later);
  }

  private async encodeInOrder(frame: VideoFrame): Promise<void> {
    const { keyFrameGate, packetizer } = this.parts;
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
    this.broadcaster.broadcast(packetizer.packetize(encodedFrame));
    this.encoded.next(encodedFrame);
  }

  /** By time, not by number of frames: a source may be of any rate, whatever its container says. */
  private keyFrameIsDue(captureTimeUs: number): boolean {
    const { keyFrameIntervalMs = Number.POSITIVE_INFINITY } = this.parts;
    return captureTimeUs - this.lastKeyFrameUs >= keyFrameIntervalMs * 1000 - KEY_FRAME_TOLERANCE_US;
  }

  /** An encoder that has failed is replaced: what it would give from now on is not to be relied on. */
  private async compress(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const encoder = await this.encoderFor(frame, keyFrame);
    try {
      return await encoder.encode(frame, keyFrame);
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
    return this.encoder;
  }

  private rateIsFarOff(framerate: number): boolean {
    const ratio = (this.parts.framerate?.value ?? framerate) / framerate;
    return ratio > RATE_TOLERANCE || ratio < 1 / RATE_TOLERANCE;
  }
}
