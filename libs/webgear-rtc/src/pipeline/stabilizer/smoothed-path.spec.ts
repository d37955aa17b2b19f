import { describe, expect, test } from '@jest/globals';
import { SmoothedPath } from './smoothed-path.js';

const move = (dx: number, dy = 0, angle = 0) => ({ dx, dy, angle });

describe('the smoothed path', () => {
  test('has no correction before it has seen as many frames as its radius', () => {
    const path = new SmoothedPath(2);
    expect([path.add(move(0)), path.add(move(1))]).toEqual([undefined, undefined]);
    expect(path.add(move(1))).toBeDefined();
  });

  test('is the average of as many places before as after', () => {
    const path = new SmoothedPath(1);
    const corrections = [0, 3, 3, -6, 9].map((dx) => path.add(move(dx)));
    // The places are 0, 3, 6, 0, 9; the first has nothing before it and stays.
    expect(corrections.map((correction) => correction?.dx)).toEqual([undefined, 0, 0, -3, 5]);
  });

  test('takes shakes out of all three motions', () => {
    const path = new SmoothedPath(1);
    path.add(move(0));
    path.add(move(3, 6, 0.3));
    expect(path.add(move(-3, -6, -0.3))).toEqual({ dx: 0 - 2, dy: 0 - 4, angle: expect.closeTo(-0.2) });
  });

  test('leaves a steady pan alone, from its first frame to however many', () => {
    const path = new SmoothedPath(4);
    for (let index = 0; index < 1000; index++) {
      const correction = path.add(move(2, -1, 0.001));
      if (correction === undefined) continue;
      expect(correction.dx).toBeCloseTo(0);
      expect(correction.dy).toBeCloseTo(0);
      expect(correction.angle).toBeCloseTo(0);
    }
  });
});
