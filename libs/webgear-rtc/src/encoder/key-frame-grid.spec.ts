import { describe, expect, test } from '@jest/globals';
import { KeyFrameGrid } from './key-frame-grid.js';

const none = Number.NEGATIVE_INFINITY;

describe('the grid of key frames', () => {
  test('begins with the first frame, and has one each interval from there', () => {
    const grid = new KeyFrameGrid(1000);
    grid.use();
    expect(grid.isDue(1_700_000, none)).toBe(true);
    expect(
      [2_000_000, 2_690_000, 2_699_200, 3_000_000].map((timeUs) => grid.isDue(timeUs, 1_700_000)),
    ).toEqual([false, false, true, true]);
  });

  test('is not moved by key frames in between, nor by another encode', () => {
    const grid = new KeyFrameGrid(1000);
    const release = [grid.use(), grid.use()];
    grid.isDue(0, none);
    expect(grid.isDue(600_000, none)).toBe(true);
    expect([900_000, 1_000_000].map((timeUs) => grid.isDue(timeUs, 600_000))).toEqual([false, true]);
    release[0]?.();
    expect(grid.isDue(1_999_000, 1_000_000)).toBe(true);
  });

  test('begins again after the last encode', () => {
    const grid = new KeyFrameGrid(1000);
    const release = grid.use();
    grid.isDue(0, none);
    release();
    grid.use();
    grid.isDue(5_500_000, none);
    expect([6_000_000, 6_500_000].map((timeUs) => grid.isDue(timeUs, 5_500_000))).toEqual([false, true]);
  });
});
