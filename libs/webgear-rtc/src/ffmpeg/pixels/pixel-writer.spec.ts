import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { paintFrame } from './planar-frame.js';
import { PixelWriter } from './pixel-writer.js';

// ITU-R BT.601-7, 3.5, for the colour 200, 40, 90.
const [red, green, blue] = [200, 40, 90];
const [luma, cb, cr] = [96, 126, 195];

function coloured(width: number, height: number) {
  return paintFrame(width, height, 5, (...planes) =>
    planes.forEach((plane, index) => plane.data.fill([luma, cb, cr][index] ?? 0)),
  );
}

describe('PixelWriter', () => {
  let writer: PixelWriter;

  beforeEach(async () => {
    writer = await PixelWriter.create();
  });

  afterEach(() => writer.close());

  it.each([
    ['rgba', [red, green, blue, 255]],
    ['rgb24', [red, green, blue]],
    ['bgr24', [blue, green, red]],
    ['bgra', [blue, green, red, 255]],
    ['gray', [(255 * (luma - 16)) / 219]],
  ] as const)('writes %s without padding, in full range', async (format, expected) => {
    // 50 pixels are not a multiple of FFmpeg's row alignment of 32 or 64 bytes.
    using frame = await coloured(50, 18);
    const written = await writer.write(frame, format);
    expect(written).toMatchObject({ width: 50, height: 18, format, captureTimeUs: 5 });
    expect(written.data).toHaveLength(50 * 18 * expected.length);
    const off = written.data.map((sample, index) =>
      Math.abs(sample - (expected[index % expected.length] ?? 0)),
    );
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
  });

  it('reuses its buffer for the same size, unless it was detached', async () => {
    using frame = await coloured(64, 36);
    const first = await writer.write(frame, 'rgba');
    const second = await writer.write(frame, 'rgba');
    expect(second.data.buffer).toBe(first.data.buffer);
    structuredClone(second.data.buffer, { transfer: [second.data.buffer] });
    const third = await writer.write(frame, 'rgba');
    expect(third.data).toHaveLength(64 * 36 * 4);
    using smaller = await coloured(32, 18);
    expect((await writer.write(smaller, 'rgba')).data).toHaveLength(32 * 18 * 4);
  });
});
