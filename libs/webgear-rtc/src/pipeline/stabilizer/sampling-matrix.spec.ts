import { describe, expect, test } from '@jest/globals';
import { samplingMatrix } from './sampling-matrix.js';
import { stabilizedSize } from './stabilized-size.js';

const size = { width: 101, height: 51 };
const still = { dx: 0, dy: 0, angle: 0 };

function sourceOf(matrix: readonly number[], x: number, y: number): number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix;
  return [a * x + b * y + c, d * x + e * y + f];
}

describe('where a sample of a corrected picture comes from', () => {
  test('is turned and enlarged about the centre, which only a shift moves', () => {
    const turned = samplingMatrix(size, size, { ...still, angle: 0.3 }, 1.5);
    expect(sourceOf(turned, 50, 25)).toEqual([expect.closeTo(50), expect.closeTo(25)]);
    const [x, y] = [50 + 15 * Math.cos(0.3), 25 + 15 * Math.sin(0.3)];
    expect(sourceOf(turned, x, y)).toEqual([expect.closeTo(60), expect.closeTo(25)]);
    expect(sourceOf(samplingMatrix(size, size, { dx: 4, dy: -2, angle: 0 }, 1), 54, 23)).toEqual([50, 25]);
  });

  test('is in the middle of the border', () => {
    const bordered = { width: 121, height: 71 };
    expect(sourceOf(samplingMatrix(size, bordered, still, 1), 10, 10)).toEqual([0, 0]);
  });
});

describe('the size of a steadied picture', () => {
  const settings = { smoothingRadius: 25, borderSize: 30, cropAndZoom: false, borderType: 'black' } as const;

  test('grows by the border on each side', () => {
    expect(stabilizedSize({ width: 640, height: 360 }, settings)).toEqual({ width: 700, height: 420 });
  });

  test('stays where the border is cut off', () => {
    const cropped = { ...settings, cropAndZoom: true };
    expect(stabilizedSize({ width: 640, height: 360 }, cropped)).toEqual({ width: 640, height: 360 });
  });

  test('grows by a quarter of the shorter side at most', () => {
    expect(stabilizedSize({ width: 64, height: 40 }, settings)).toEqual({ width: 84, height: 60 });
  });
});
