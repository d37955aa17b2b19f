import { describe, expect, it } from '@jest/globals';
import { fitLine } from './regression.mjs';

describe('fitLine', () => {
  it('finds the line that points lie on', () => {
    const { slope, intercept, slopeError } = fitLine([
      [0, 16],
      [1, 48],
      [2, 80],
    ]);
    expect(slope).toBeCloseTo(32);
    expect(intercept).toBeCloseTo(16);
    expect(slopeError).toBeCloseTo(0);
  });

  it('says how far off it may be, as textbooks do', () => {
    const { slope, intercept, slopeError, interceptError } = fitLine([
      [1, 1],
      [2, 3],
      [3, 2],
      [4, 4],
    ]);
    expect([slope, intercept]).toEqual([expect.closeTo(0.8), expect.closeTo(0.5)]);
    expect([slopeError, interceptError]).toEqual([expect.closeTo(0.4243, 3), expect.closeTo(1.1619, 3)]);
  });

  it('knows no error of a line through two points', () => {
    expect(
      fitLine([
        [0, 1],
        [1, 2],
      ]).slopeError,
    ).toBeNaN();
  });
});
