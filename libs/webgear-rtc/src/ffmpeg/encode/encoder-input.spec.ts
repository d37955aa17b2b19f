import { describe, expect, it } from '@jest/globals';
import { paintFrame } from '../pixels/planar-frame.js';
import { EncoderInput, type EncoderPixelFormat } from './encoder-input.js';
import { NativeEncoder } from './native-encoder.js';

const settings = { width: 64, height: 48, framerate: 30, bitrateBps: 200_000 };

describe('what an encoder takes', () => {
  it('is the same in NV12 as in planes, with its times and key frames', async () => {
    // x264 works in NV12 itself, so that its output shows whether every sample is in its place.
    const planar = await encode('yuv420p');
    expect(planar.map(({ keyFrame }) => keyFrame)).toEqual([true, false, true, false]);
    expect(await encode('nv12')).toEqual(planar);
  });

  it('needs a device for VA-API, and says so', async () => {
    const input = await EncoderInput.create('vaapi', settings).catch((error: unknown) => error);
    if (input instanceof EncoderInput) return input.close();
    expect(input).toMatchObject({ name: 'FfmpegCallError' });
  });
});

async function encode(pixelFormat: EncoderPixelFormat) {
  const options = { preset: 'ultrafast', tune: 'zerolatency', 'forced-idr': '1' };
  const encoder = await NativeEncoder.open({
    encoder: 'libx264',
    settings,
    options,
    rateBufferMs: 250,
    pixelFormat,
  });
  const frames = [];
  for (const index of [0, 1, 2, 3]) {
    using frame = await paintFrame(settings.width, settings.height, index * 33_333, (luma, blue, red) => {
      luma.data.forEach((_, at) => (luma.data[at] = 60 + ((at * 31 + index * 7) % 120)));
      blue.data.fill(90);
      red.data.fill(170);
    });
    frames.push(await encoder.encode(frame, index === 2));
  }
  encoder.close();
  return frames.map((frame) => frame ?? { keyFrame: false, data: Buffer.alloc(0), captureTimeUs: -1 });
}
