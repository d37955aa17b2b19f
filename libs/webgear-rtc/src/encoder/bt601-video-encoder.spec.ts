import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nativeFrameOf } from '../ffmpeg/native-video-frame.js';
import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import { Bt601VideoEncoder } from './bt601-video-encoder.js';
import type { VideoEncoder } from './video-encoder.interface.js';

/** The same red, 200/40/50, in the matrices of BT.709 and BT.601, limited range. */
const redInBt709 = [80, 116, 198];
const redInBt601 = [92, 109, 198];

describe('an encoder whose stream cannot name its colour matrix', () => {
  const settings = { width: 64, height: 64, framerate: 30, bitrateBps: 100_000, keyFrameIntervalFrames: 30 };
  let samples: (number | undefined)[] | undefined;
  let encoder: VideoEncoder;

  beforeEach(async () => {
    samples = undefined;
    const inner: VideoEncoder = {
      codec: 'vp8',
      settings,
      encode: (frame) => {
        samples = nativeFrameOf(frame).data?.map((plane) => plane[10]);
        return Promise.resolve(undefined);
      },
      setBitrate: () => undefined,
      close: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    encoder = await Bt601VideoEncoder.wrap(inner);
  });

  afterEach(() => encoder.close());

  const red = (matrix: 'bt601' | 'bt709', [luma, blue, red]: readonly number[]) =>
    paintFrame(
      settings.width,
      settings.height,
      0,
      (lumaPlane, bluePlane, redPlane) => {
        lumaPlane.data.fill(luma ?? 0);
        bluePlane.data.fill(blue ?? 0);
        redPlane.data.fill(red ?? 0);
      },
      matrix,
    );

  it('is given BT.709 pictures as BT.601', async () => {
    using picture = await red('bt709', redInBt709);
    await encoder.encode(picture, false);
    expect(samples).toHaveLength(3);
    samples?.forEach((sample, plane) => {
      expect(Math.abs((sample ?? Number.NaN) - (redInBt601[plane] ?? Number.NaN))).toBeLessThanOrEqual(2);
    });
  });

  it('is given BT.601 pictures as they are', async () => {
    using picture = await red('bt601', redInBt601);
    await encoder.encode(picture, false);
    expect(samples).toEqual(redInBt601);
  });
});
