import { describe, expect, test } from '@jest/globals';
import { defaultBitrateBps } from './default-bitrate.js';

describe('the rate of frames for which none is set', () => {
  test.each([
    [320, 180, 150_000],
    [640, 360, 500_000],
    [1024, 576, 1_280_000],
    [1280, 720, 2_000_000],
    [1920, 1080, 4_500_000],
    [3840, 2160, 12_000_000],
  ])('of %i x %i is %i', (width, height, bps) => {
    expect(defaultBitrateBps({ width, height })).toBe(bps);
    expect(defaultBitrateBps({ width: height, height: width })).toBe(bps);
  });

  test('rises with the size, without a jump', () => {
    let before = 0;
    for (let height = 90; height <= 8640; height += 18) {
      const bps = defaultBitrateBps({ width: (height * 16) / 9, height });
      expect(bps).toBeGreaterThanOrEqual(before);
      expect(bps).toBeLessThanOrEqual(Math.max(150_000, before) * 1.3);
      before = bps;
    }
    expect(before).toBeLessThan(16_000_000);
  });
});
