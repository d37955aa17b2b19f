import type { FrameSize } from '../../media/frame-size.js';
import type { RigidMotion } from './rigid-motion.js';

/** Two rows of three: where in the source the sample at column and row of the target lies. */
export type SamplingMatrix = readonly [number, number, number, number, number, number];

/**
 * The matrix of a picture that is turned about its centre, shifted, enlarged, and centred in the target.
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
