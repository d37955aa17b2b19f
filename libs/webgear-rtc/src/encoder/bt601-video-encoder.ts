import { NativeScaler } from '../ffmpeg/scale/native-scaler.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { VideoEncoder, VideoEncoderSettings } from './video-encoder.interface.js';

/**
 * An encoder whose stream cannot name a colour matrix, so that viewers take it for BT.601: brings pictures of another
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

  encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const encoding = this.convertAndEncode(frame, keyFrame);
    this.encoding = encoding.catch(() => undefined);
    return encoding;
  }

  setBitrate(bitrateBps: number): void {
    this.encoder.setBitrate(bitrateBps);
  }

  async close(): Promise<void> {
    // The scaler's memory must outlive a picture under way.
    await this.encoding;
    this.scaler.close();
    await this.encoder.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async convertAndEncode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    using converted = await this.scaler.fit(frame, frame.width, frame.height, 'bt601');
    // Awaited here: the converted picture is freed on the way out.
    return await this.encoder.encode(converted, keyFrame);
  }
}
