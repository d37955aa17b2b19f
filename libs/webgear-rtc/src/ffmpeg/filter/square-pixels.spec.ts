import { describe, expect, it } from '@jest/globals';
import { squarePixelFilters, squarePixelSize } from './square-pixels.js';

const ratio = (num: number, den: number) => ({ num, den });

describe('squarePixelSize', () => {
  it.each([
    ['a wide screen on a PAL disc', 720, 576, ratio(64, 45), 1024, 576],
    ['a screen of 4:3 on an NTSC disc', 720, 480, ratio(8, 9), 720, 540],
    ['HDV', 1440, 1080, ratio(4, 3), 1920, 1080],
    ['square pixels', 640, 480, ratio(1, 1), 640, 480],
    ['pixels of an unknown shape', 640, 480, ratio(0, 1), 640, 480],
    ['a damaged ratio', 640, 480, ratio(1, 0), 640, 480],
    ['a ratio that cannot be', 640, 480, ratio(200, 1), 640, 480],
    ['pixels that were rounded', 640, 480, ratio(3455, 3456), 640, 480],
  ])('of %s', (_name, width, height, pixel, wantedWidth, wantedHeight) => {
    const size = squarePixelSize({ width, height }, pixel);
    expect(size).toEqual({ width: wantedWidth, height: wantedHeight });
  });
});

describe('squarePixelFilters', () => {
  it('are none for square pixels', () => {
    expect(squarePixelFilters({ width: 641, height: 481 }, ratio(1, 1))).toEqual([]);
  });

  it('scale other pixels', () => {
    expect(squarePixelFilters({ width: 720, height: 576 }, ratio(16, 15))).toEqual([
      ['scale', 'w=768:h=576'],
      ['setsar', '1'],
    ]);
  });
});
