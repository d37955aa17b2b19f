import { NativeScaler } from '../ffmpeg/scale/native-scaler.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { EncodedFrame, VideoCodec, VideoEncoderSettings } from '../media/encoded-frame.js';
import type { VideoEncoder } from './video-encoder.interface.js';

/**
 * An encoder whose stream cannot name a colour matrix, so that viewers take it for BT.601: brings frames of another
 * matrix to it first, or reds and greens would come out wrong.
 */
export class Bt601VideoEncoder implements VideoEncoder {
  private encoding: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly encoder: VideoEncoder,
    private readonly scaler: NativeScaler,
  ) {}

  /** Takes over the encoder and closes it with itself. */
  static async wrap(encoder: VideoEncoder): Promise<VideoEncoder> {
    return new Bt601VideoEncoder(encoder, await NativeScaler.create());
  }

  get codec(): VideoCodec {
    return this.encoder.codec;
  }

  get settings(): VideoEncoderSettings {
    return this.encoder.settings;
  }

  get changesRateWhileRunning(): boolean {
    return this.encoder.changesRateWhileRunning !== false;
  }

  encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const encoding = this.convertAndEncode(frame, keyFrame);
    this.encoding = encoding.catch(() => undefined);
    return encoding;
  }

  setBitrate(bitrateBps: number): void {
    this.encoder.setBitrate(bitrateBps);
  }

  async close(): Promise<void> {
    // The scaler's memory must outlive a frame under way.
    await this.encoding;
    this.scaler.close();
    await this.encoder.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async convertAndEncode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const { width, height } = frame;
    if (this.scaler.fits(frame, width, height, 'bt601')) return this.encoder.encode(frame, keyFrame);
    using converted = await this.scaler.fit(frame, width, height, 'bt601');
    // Awaited here: the converted frame is freed on the way out.
    return await this.encoder.encode(converted, keyFrame);
  }
}
