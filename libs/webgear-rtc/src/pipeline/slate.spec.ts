import { describe, expect, it } from '@jest/globals';
import { nativeFrameOf } from '../ffmpeg/native-video-frame.js';
import { paintSlate } from './slate.js';

const INK_LUMA = 200;

describe('paintSlate', () => {
  it('writes in the middle', async () => {
    const { left, right, top, bottom } = await inkBox(1280, 720);
    expect(Math.abs(left - (1280 - right))).toBeLessThan(15);
    // Centred by the font, which leaves room for descenders that these letters do not have.
    expect(Math.abs(top - (720 - bottom))).toBeLessThan(30);
    expect(right - left).toBeGreaterThan(1280 / 3);
  });

  it.each([
    [64, 64],
    [641, 361],
    [2, 2],
    [16, 16],
    [1920, 64],
  ])('paints a slate of %dx%d', async (width, height) => {
    using slate = await paintSlate('The End', { width, height }, 5);
    expect(slate).toMatchObject({ width, height, captureTimeUs: 5, pixelFormat: 'yuv420p' });
  });
});

it.each([
  [160, 90],
  [1080, 1920],
  [1280, 48],
])('writes the whole text into %dx%d, large enough to read', async (width, height) => {
  const { left, right, top, bottom } = await inkBox(width, height);
  expect(Math.min(left, width - right, top, height - bottom)).toBeGreaterThan(0);
  expect(bottom - top).toBeGreaterThan(8);
});

async function inkBox(width: number, height: number) {
  using slate = await paintSlate('No Input', { width, height }, 0);
  const native = nativeFrameOf(slate);
  const luma = native.data?.[0] ?? Buffer.alloc(0);
  const stride = native.linesize[0] ?? 0;
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if ((luma[row * stride + column] ?? 0) < INK_LUMA) continue;
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column + 1);
      box.top = Math.min(box.top, row);
      box.bottom = Math.max(box.bottom, row + 1);
    }
  }
  return box;
}
