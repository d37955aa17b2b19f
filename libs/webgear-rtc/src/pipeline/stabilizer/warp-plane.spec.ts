import { describe, expect, test } from '@jest/globals';
import type { StabilizerBorderType } from '../../options/stabilize-options.interface.js';
import type { SamplingMatrix } from './rigid-motion.js';
import { warpPlane, type SamplePlane } from './warp-plane.js';

const row = (...samples: number[]): SamplePlane => {
  const data = Uint8Array.from([...samples, ...samples]);
  return { data, width: samples.length, height: 2 };
};

function warped(source: SamplePlane, matrix: SamplingMatrix, type: StabilizerBorderType = 'black'): number[] {
  const target = { ...source, data: new Uint8Array(source.data.length) };
  warpPlane(source, target, matrix, { type, black: 16 });
  return [...target.data.subarray(0, source.width)];
}

const shiftedBy = (dx: number): SamplingMatrix => [1, 0, -dx, 0, 1, 0];

describe('a warped plane', () => {
  test('is the same where nothing moves', () => {
    expect(warped(row(10, 20, 30, 40), shiftedBy(0))).toEqual([10, 20, 30, 40]);
  });

  test('is interpolated between the samples', () => {
    expect(warped(row(10, 20, 30, 50), shiftedBy(-0.5)).slice(0, 3)).toEqual([15, 25, 40]);
  });

  // As OpenCV documents them: iiii|abcd, dcb|abcd, cba|abcd, aaa|abcd, bcd|abcd.
  test.each<[StabilizerBorderType, number[], number[]]>([
    ['black', [16, 16, 10, 20], [30, 40, 16, 16]],
    ['reflect', [20, 10, 10, 20], [30, 40, 40, 30]],
    ['reflect_101', [30, 20, 10, 20], [30, 40, 30, 20]],
    ['replicate', [10, 10, 10, 20], [30, 40, 40, 40]],
    ['wrap', [30, 40, 10, 20], [30, 40, 10, 20]],
  ])('goes on beyond its edges: %s', (type, right, left) => {
    expect(warped(row(10, 20, 30, 40), shiftedBy(2), type)).toEqual(right);
    expect(warped(row(10, 20, 30, 40), shiftedBy(-2), type)).toEqual(left);
  });

  test('is turned as the matrix says', () => {
    const source = { data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]), width: 3, height: 3 };
    const target = { ...source, data: new Uint8Array(9) };
    warpPlane(source, target, [0, 1, 0, -1, 0, 2], { type: 'black', black: 16 });
    expect([...target.data]).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });
});
