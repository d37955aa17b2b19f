import { codecs } from '../codecs/codecs.js';
import { NativeVideoEncoder } from '../encoder/native-video-encoder.js';
import type { HardwareCandidate } from '../encoder/hardware/hardware-registry.js';
import type { VideoEncoder } from '../encoder/video-encoder.interface.js';
import type { EncodedFrame, VideoEncoderSettings } from '../media/encoded-frame.js';
import type { VideoFrame } from '../media/video-frame.js';

/** What a device does with a frame: `encode` is what a good one does. */
export type DeviceStep = (
  encode: () => Promise<EncodedFrame | undefined>,
  frame: VideoFrame,
  /** Counted from 0, for each encoder that was opened. */
  index: number,
) => Promise<EncodedFrame | undefined>;

/** A hardware encoder of H.264 that is none: libx264 does its work, as far as the test lets it. */
export class FakeHardware implements HardwareCandidate {
  /** Settings of every encoder that was opened, the probe's first. */
  readonly opened: VideoEncoderSettings[] = [];
  closed = 0;
  plausible = true;
  /** What opening does first. */
  beforeOpen: () => Promise<void> = () => Promise.resolve();
  /** What is done with a frame, of the probe too. */
  step: DeviceStep = (encode) => encode();
  /** Options of libx264 that differ from ours. */
  options: Readonly<Record<string, string>> = {};

  constructor(readonly name = 'h264_fake') {}

  isPlausible(): Promise<boolean> {
    return Promise.resolve(this.plausible);
  }

  async open(settings: VideoEncoderSettings): Promise<VideoEncoder> {
    await this.beforeOpen();
    this.opened.push(settings);
    const request = codecs.h264.encoderRequest(settings);
    const options = { ...request.options, ...this.options };
    const inner = await NativeVideoEncoder.open('h264', settings, { ...request, options });
    let index = 0;
    const encode: VideoEncoder['encode'] = (frame, keyFrame) =>
      this.step(() => inner.encode(frame, keyFrame), frame, index++);
    const close = (): Promise<void> => {
      this.closed++;
      return inner.close();
    };
    return {
      codec: 'h264',
      settings,
      encode,
      setBitrate: (bitrateBps) => inner.setBitrate(bitrateBps),
      close,
      [Symbol.asyncDispose]: close,
    };
  }
}
