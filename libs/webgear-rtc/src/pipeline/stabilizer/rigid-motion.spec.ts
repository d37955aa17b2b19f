import { describe, expect, test } from '@jest/globals';
import { fitRigidMotion, samplingMatrix, type PointPair, type RigidMotion } from './rigid-motion.js';

const points = [
  [-100, -50],
  [80, -40],
  [60, 70],
  [-20, 10],
] as const;

function moved({ dx, dy, angle }: RigidMotion): PointPair[] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return points.map(([x, y]) => ({ from: [x, y], to: [cos * x - sin * y + dx, sin * x + cos * y + dy] }));
}

describe('a motion fitted to points', () => {
  test.each([
    [{ dx: 0, dy: 0, angle: 0 }],
    [{ dx: 7.5, dy: -3, angle: 0 }],
    [{ dx: 0, dy: 0, angle: 0.02 }],
    [{ dx: -4, dy: 12, angle: -0.1 }],
  ])('is %j where all of them made it', (motion) => {
    const fitted = fitRigidMotion(moved(motion));
    expect(fitted.dx).toBeCloseTo(motion.dx);
    expect(fitted.dy).toBeCloseTo(motion.dy);
    expect(fitted.angle).toBeCloseTo(motion.angle);
  });

  test('is a standstill without points', () => {
    expect(fitRigidMotion([])).toEqual({ dx: 0, dy: 0, angle: 0 });
  });
});

const size = { width: 101, height: 51 };
const still = { dx: 0, dy: 0, angle: 0 };

function sourceOf(matrix: readonly number[], x: number, y: number): number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix;
  return [a * x + b * y + c, d * x + e * y + f];
}

describe('where a sample of a corrected frame comes from', () => {
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
