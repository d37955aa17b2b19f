import type { CaptureClock } from '../../media/capture-clock.js';
import type { EncodedFrame, VideoCodec, VideoEncoderSettings } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { VideoEncoder } from '../video-encoder.interface.js';
import { levelIdcOf } from './families/hardware-family.js';
import { H264Promise } from './h264-promise.js';
import type { HardwareCandidate } from './hardware-registry.js';
import { within } from './within.js';

/** How long a device may take to open: a driver loads firmware, and a GPU may have to wake up. */
const OPEN_LIMIT_MS = 3000;

/** How long it may take for its first frame. */
const FIRST_FRAME_LIMIT_MS = 2000;

/** How long it may take for a frame later on; viewers see this as a freeze. */
const FRAME_LIMIT_MS = 400;

/** How many frames in a row may be left out, as rate control does, before it counts as a failure. */
const FRAMES_LEFT_OUT = 2;

/**
 * A hardware encoder that is held to what software does: each frame back before the next, in bounded time, key frames
 * where they are asked for, and the profile, level and size that viewers were promised. It throws where one of these is
 * broken, and should not be used any further then.
 */
export class CheckedHardwareEncoder implements VideoEncoder {
  private readonly promise: H264Promise | undefined;
  private busy: Promise<unknown> = Promise.resolve();
  private isFirst = true;
  private leftOut = 0;

  private constructor(
    private readonly inner: VideoEncoder,
    private readonly clock: CaptureClock,
  ) {
    const { codec, settings } = inner;
    this.promise = codec === 'h264' ? new H264Promise(levelIdcOf(settings), settings) : undefined;
  }

  /** @throws Error when it does not open, or not in time */
  static async open(
    candidate: HardwareCandidate,
    settings: VideoEncoderSettings,
    clock: CaptureClock,
  ): Promise<CheckedHardwareEncoder> {
    const opening = candidate.open(settings);
    try {
      return new CheckedHardwareEncoder(await within(clock, OPEN_LIMIT_MS, opening), clock);
    } catch (error) {
      // One that opens too late is in nobody's hands.
      opening.then((encoder) => encoder.close()).catch(() => undefined);
      throw error;
    }
  }

  get codec(): VideoCodec {
    return this.inner.codec;
  }

  get settings(): VideoEncoderSettings {
    return this.inner.settings;
  }

  get changesRateWhileRunning(): boolean {
    return this.inner.changesRateWhileRunning !== false;
  }

  /** @throws Error when it breaks one of its promises */
  async encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    // A share of its own: a device that hangs still reads the frame when the caller has closed it.
    const own = frame.clone();
    const encoding = this.inner.encode(own, keyFrame).finally(() => own.close());
    this.busy = encoding.catch(() => undefined);
    const limitMs = this.isFirst ? FIRST_FRAME_LIMIT_MS : FRAME_LIMIT_MS;
    const encoded = await within(this.clock, limitMs, encoding);
    const mustBeKey = keyFrame || this.isFirst;
    if (encoded === undefined) return this.tolerateLoss();
    this.leftOut = 0;
    this.isFirst = false;
    if (Math.abs(encoded.captureTimeUs - frame.captureTimeUs) > 1) throw new Error('it holds frames back');
    if (mustBeKey && !encoded.keyFrame) throw new Error('it made no key frame where one was asked for');
    if (this.promise === undefined) return encoded;
    return { ...encoded, data: this.promise.keep(encoded.data, encoded.keyFrame) };
  }

  setBitrate(bitrateBps: number): void {
    this.inner.setBitrate(bitrateBps);
  }

  /** Resolves in bounded time: a device that hangs is freed when it comes to. */
  async close(): Promise<void> {
    const closing = this.busy.then(() => this.inner.close());
    await within(this.clock, FRAME_LIMIT_MS, closing).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private tolerateLoss(): undefined {
    if (this.isFirst || ++this.leftOut > FRAMES_LEFT_OUT) throw new Error('it returns no frames');
    return undefined;
  }
}
