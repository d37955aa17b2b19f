import type { FrameSize } from '../../media/video-frame.js';

/** A turn about the frame's centre and a shift after it, in pixels and radians. */
export interface RigidMotion {
  readonly dx: number;
  readonly dy: number;
  readonly angle: number;
}

/** The frame stands still. */
export const STANDSTILL: RigidMotion = Object.freeze({ dx: 0, dy: 0, angle: 0 });

/** Where a point of one frame lies in the next, in pixels from the centre of both. */
export interface PointPair {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

/** The motion that moves the first points nearest to the second ones, in the sense of least squares. */
export function fitRigidMotion(pairs: readonly PointPair[]): RigidMotion {
  if (pairs.length === 0) return STANDSTILL;
  const from = meanOf(pairs.map((pair) => pair.from));
  const to = meanOf(pairs.map((pair) => pair.to));
  let dot = 0;
  let cross = 0;
  for (const pair of pairs) {
    const ax = pair.from[0] - from[0];
    const ay = pair.from[1] - from[1];
    const bx = pair.to[0] - to[0];
    const by = pair.to[1] - to[1];
    dot += ax * bx + ay * by;
    cross += ax * by - ay * bx;
  }
  const angle = Math.atan2(cross, dot);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return {
    dx: to[0] - (cos * from[0] - sin * from[1]),
    dy: to[1] - (sin * from[0] + cos * from[1]),
    angle,
  };
}

function meanOf(points: readonly (readonly [number, number])[]): readonly [number, number] {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point[0];
    y += point[1];
  }
  return [x / points.length, y / points.length];
}

/** Two rows of three: where in the source the sample at column and row of the target lies. */
export type SamplingMatrix = readonly [number, number, number, number, number, number];

/**
 * The matrix of a frame that is turned about its centre, shifted, enlarged, and centred in the target.
 *
 * It leads from the target back to the source, because every sample of the target is wanted once.
 */
export function samplingMatrix(
  source: FrameSize,
  target: FrameSize,
  motion: RigidMotion,
  zoom: number,
): SamplingMatrix {
  const cos = Math.cos(motion.angle) / zoom;
  const sin = Math.sin(motion.angle) / zoom;
  const x = (target.width - 1) / 2 + zoom * motion.dx;
  const y = (target.height - 1) / 2 + zoom * motion.dy;
  return [
    cos,
    sin,
    (source.width - 1) / 2 - cos * x - sin * y,
    -sin,
    cos,
    (source.height - 1) / 2 + sin * x - cos * y,
  ];
}
