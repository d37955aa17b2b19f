import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CodecEncoderRequest } from '../codecs/codec-descriptor.js';
import { NativeEncoder } from '../ffmpeg/encode/native-encoder.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { EncodedFrame, VideoCodec, VideoEncoderSettings } from '../media/encoded-frame.js';
import { codecs } from '../codecs/codecs.js';
import { Bt601VideoEncoder } from './bt601-video-encoder.js';
import type { VideoEncoder } from './video-encoder.interface.js';

/** Share of the rate below which a change is not worth a new encoder. */
const SMALLEST_RATE_CHANGE = 0.1;

/** A {@link VideoEncoder} on one of FFmpeg's encoders. */
export class NativeVideoEncoder implements VideoEncoder {
  /** The rate wanted, and the one the native encoder works to. */
  private bitrateBps: number;
  private openedBps: number;
  private busy: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    readonly codec: VideoCodec,
    readonly settings: VideoEncoderSettings,
    private readonly request: CodecEncoderRequest,
    private native: NativeEncoder,
  ) {
    this.bitrateBps = settings.bitrateBps;
    this.openedBps = settings.bitrateBps;
  }

  /** @throws WebGearRtcError `WGR_ENCODER_FAILED` when FFmpeg refuses the settings */
  static async open(
    codec: VideoCodec,
    settings: VideoEncoderSettings,
    request: CodecEncoderRequest,
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

  get changesRateWhileRunning(): boolean {
    return this.request.changesRateWhileRunning;
  }

  encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const encoding = this.compress(frame, keyFrame);
    this.busy = encoding.catch(() => undefined);
    return encoding;
  }

  setBitrate(bitrateBps: number): void {
    this.bitrateBps = bitrateBps;
    if (this.request.changesRateWhileRunning && !this.closed) {
      this.native.setBitrate(bitrateBps);
      this.openedBps = bitrateBps;
    }
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
      if (!this.native.matches(frame) || this.rateIsFarOff()) await this.reopen(frame);
      const encoded = await this.native.encode(frame, keyFrame);
      return encoded && { codec, width, height, captureTimeUs: frame.captureTimeUs, ...encoded };
    } catch (cause) {
      throw toEncoderError(codec, cause);
    }
  }

  private rateIsFarOff(): boolean {
    return Math.abs(this.bitrateBps - this.openedBps) > this.openedBps * SMALLEST_RATE_CHANGE;
  }

  /** For what is fixed when an encoder opens, such as the colour matrix in the stream's head. It starts with a key frame. */
  private async reopen(like: VideoFrame): Promise<void> {
    const settings = { ...this.settings, bitrateBps: this.bitrateBps };
    const next = await NativeEncoder.open({ ...this.request, settings, like });
    this.native.close();
    this.native = next;
    this.openedBps = settings.bitrateBps;
  }
}

function toEncoderError(codec: VideoCodec, cause: unknown): WebGearRtcError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WebGearRtcError('WGR_ENCODER_FAILED', { codec, reason }, { cause });
}

/**
 * Opens an encoder. It takes `yuv420p` frames of exactly the size in the settings: let `FrameScaler` make them.
 *
 * @throws WebGearRtcError `WGR_ENCODER_FAILED` when FFmpeg refuses the settings
 */
export async function createVideoEncoder(
  codec: VideoCodec,
  settings: VideoEncoderSettings,
): Promise<VideoEncoder> {
  const { encoderRequest, namesColourMatrix } = codecs[codec];
  const encoder = await NativeVideoEncoder.open(codec, settings, encoderRequest(settings));
  return namesColourMatrix ? encoder : Bt601VideoEncoder.wrap(encoder);
}
