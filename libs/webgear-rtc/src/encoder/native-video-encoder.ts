import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { NativeEncoder, type NativeEncoderRequest } from '../ffmpeg/native-encoder.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { EncodedFrame, VideoCodec } from './encoded-frame.interface.js';
import type { VideoEncoder, VideoEncoderSettings } from './video-encoder.interface.js';

/** What a codec adds to the settings. */
export type CodecRequest = Omit<NativeEncoderRequest, 'settings' | 'like'>;

/** A {@link VideoEncoder} on one of FFmpeg's encoders. */
export class NativeVideoEncoder implements VideoEncoder {
  private bitrateBps: number;
  private busy: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    readonly codec: VideoCodec,
    readonly settings: VideoEncoderSettings,
    private readonly request: CodecRequest,
    private native: NativeEncoder,
  ) {
    this.bitrateBps = settings.bitrateBps;
  }

  /** @throws WebGearRtcError `WGR_ENCODER_FAILED` when FFmpeg refuses the settings */
  static async open(
    codec: VideoCodec,
    settings: VideoEncoderSettings,
    request: CodecRequest,
  ): Promise<VideoEncoder> {
    try {
      return new NativeVideoEncoder(
        codec,
        settings,
        request,
        await NativeEncoder.open({ ...request, settings }),
      );
    } catch (cause) {
      throw toEncoderError(codec, cause);
    }
  }

  encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const encoding = this.compress(frame, keyFrame);
    this.busy = encoding.catch(() => undefined);
    return encoding;
  }

  setBitrate(bitrateBps: number): void {
    this.bitrateBps = bitrateBps;
    if (!this.closed) this.native.setBitrate(bitrateBps);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.busy;
    this.native.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async compress(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const { codec } = this;
    const { width, height } = this.settings;
    if (this.closed) return undefined;
    if (frame.width !== width || frame.height !== height || frame.pixelFormat !== 'yuv420p') {
      const reason = `it takes ${width}x${height} yuv420p, not ${frame.width}x${frame.height} ${frame.pixelFormat}`;
      throw new WebGearRtcError('WGR_ENCODER_FAILED', { codec, reason });
    }
    try {
      if (!this.native.matches(frame)) await this.reopen(frame);
      const picture = await this.native.encode(frame, keyFrame);
      return picture && { codec, width, height, captureTimeUs: frame.captureTimeUs, ...picture };
    } catch (cause) {
      throw toEncoderError(codec, cause);
    }
  }

  /** The colour matrix is fixed in the stream's head, so another one takes another encoder, which starts with a key frame. */
  private async reopen(like: VideoFrame): Promise<void> {
    const settings = { ...this.settings, bitrateBps: this.bitrateBps };
    const next = await NativeEncoder.open({ ...this.request, settings, like });
    this.native.close();
    this.native = next;
  }
}

function toEncoderError(codec: VideoCodec, cause: unknown): WebGearRtcError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WebGearRtcError('WGR_ENCODER_FAILED', { codec, reason }, { cause });
}
