import { describe, expect, test } from '@jest/globals';
import { fitRigidMotion, type PointPair, type RigidMotion } from './rigid-motion.js';

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
