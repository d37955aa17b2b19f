import { describe, expect, it } from '@jest/globals';
import { scaledSize } from './scaled-size.js';

describe('scaledSize', () => {
  it.each([
    [1280, 720, 0, 1280, 720],
    [1280, 720, 20, 1024, 576],
    [1920, 1080, 50, 960, 540],
    [640, 480, 5, 608, 456],
    [641, 361, 0, 640, 360],
    [1280, 720, 90, 128, 72],
    [64, 64, 90, 16, 16],
  ])('makes %dx%d, reduced by %d %%, into %dx%d', (width, height, percent, scaledWidth, scaledHeight) => {
    expect(scaledSize({ width, height }, percent)).toEqual({ width: scaledWidth, height: scaledHeight });
  });

  it('is always even', () => {
    for (let percent = 0; percent <= 90; percent++) {
      const { width, height } = scaledSize({ width: 1366, height: 769 }, percent);
      expect([width % 2, height % 2]).toEqual([0, 0]);
    }
  });
});
