import type { EncodedFrame, VideoCodec, VideoEncoderSettings } from '../media/encoded-frame.js';
import type { VideoEncoder } from '../encoder/video-encoder.interface.js';
import type { VideoFrame } from '../media/video-frame.js';

/** An encoder that makes a few bytes of every frame and a key frame of its first. */
export class FakeVideoEncoder implements VideoEncoder {
  bitrateBps: number;
  changesRateWhileRunning = true;
  closed = false;
  /** Set, it holds every frame until the promise resolves. */
  busy: Promise<void> | undefined;
  private framesEncoded = 0;

  constructor(
    readonly codec: VideoCodec,
    readonly settings: VideoEncoderSettings,
  ) {
    this.bitrateBps = settings.bitrateBps;
  }

  async encode({ width, height, captureTimeUs }: VideoFrame, keyFrame: boolean): Promise<EncodedFrame> {
    if (this.closed) throw new Error('A closed encoder was given a frame.');
    await this.busy;
    const first = this.framesEncoded++ === 0;
    const isKeyFrame = keyFrame || first;
    const text = Buffer.from(`frame at ${captureTimeUs}`);
    // Of H.264 a NAL unit, so that it can be cut into packets as often as it is sent on.
    const data =
      this.codec === 'h264'
        ? Buffer.concat([Buffer.from([0, 0, 0, 1, isKeyFrame ? 0x65 : 0x41]), text])
        : text;
    return { codec: this.codec, keyFrame: isKeyFrame, captureTimeUs, width, height, data };
  }

  setBitrate(bitrateBps: number): void {
    this.bitrateBps = bitrateBps;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
