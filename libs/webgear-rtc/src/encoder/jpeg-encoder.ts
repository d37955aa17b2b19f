import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { NativeJpegEncoder } from '../ffmpeg/encode/native-jpeg-encoder.js';
import { NativeScaler } from '../ffmpeg/scale/native-scaler.js';
import type { FrameSize, VideoFrame } from '../media/video-frame.js';
import type { JpegImage, JpegImageEncoder } from '../media/jpeg-image.js';

/** A {@link JpegImageEncoder} on FFmpeg's. It follows frames that change their size. */
export class JpegEncoder implements JpegImageEncoder {
  private scaler: NativeScaler | undefined;
  private native:
    { readonly encoder: NativeJpegEncoder; readonly width: number; readonly height: number } | undefined;
  private busy: Promise<unknown> = Promise.resolve();
  private closed = false;

  /**
   * @param quality 1 to 100
   * @param maxWidth of the images, in pixels; their height follows. As wide as the frames where left out.
   */
  constructor(
    private readonly quality: number,
    private readonly maxWidth = Number.POSITIVE_INFINITY,
  ) {}

  /** @throws WebGearRtcError `WGR_ENCODER_FAILED`; `WGR_FRAME_CLOSED` after `close` */
  encode(frame: VideoFrame): Promise<JpegImage> {
    const encoding = this.compress(frame);
    this.busy = encoding.catch(() => undefined);
    return encoding;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.busy;
    this.native?.encoder.close();
    this.scaler?.close();
    this.native = undefined;
    this.scaler = undefined;
  }

  private async compress(frame: VideoFrame): Promise<JpegImage> {
    if (this.closed) throw new WebGearRtcError('WGR_FRAME_CLOSED', undefined);
    const { captureTimeUs } = frame;
    const { width, height } = this.sizeOf(frame);
    try {
      this.scaler ??= await NativeScaler.create();
      using fitted = await this.scaler.fit(frame, width, height, 'jfif');
      const encoder = await this.encoderFor(fitted);
      return { captureTimeUs, width, height, data: await encoder.encode(fitted) };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new WebGearRtcError('WGR_ENCODER_FAILED', { codec: 'jpeg', reason }, { cause });
    }
  }

  private sizeOf({ width, height }: FrameSize): FrameSize {
    if (width <= this.maxWidth) return { width, height };
    return { width: this.maxWidth, height: Math.max(1, Math.round((height * this.maxWidth) / width)) };
  }

  private async encoderFor({ width, height }: VideoFrame): Promise<NativeJpegEncoder> {
    if (this.native?.width === width && this.native.height === height) return this.native.encoder;
    this.native?.encoder.close();
    this.native = undefined;
    const encoder = await NativeJpegEncoder.open({ width, height }, this.quality);
    this.native = { encoder, width, height };
    return encoder;
  }
}
