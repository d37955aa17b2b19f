import type { Mat, OpenCv } from './load-opencv.js';
import type { PlanarImage } from '../../media/raw-image.js';
import { fitRigidMotion, STANDSTILL, type PointPair, type RigidMotion } from './rigid-motion.js';

/** Longer side of the reduced frame that motion is estimated in. Optical flow is exact to hundredths of a pixel, so a small one suffices. */
const ANALYSIS_SIDE = 320;

const MAX_CORNERS = 120;
const CORNER_QUALITY = 0.02;
const CORNER_DISTANCE = 8;

/** Window of the optical flow, and its pyramid levels for longer motion. */
const FLOW_WINDOW = 15;
const FLOW_LEVELS = 2;

/** How far from the common motion a point may end, in pixels of the reduced frame. */
const INLIER_DISTANCE = 1;

/** Fewer, or a smaller share, do not tell the motion of the camera from that of things in front of it. */
const FEWEST_INLIERS = 8;
const LEAST_INLIER_SHARE = 0.3;

/** Estimates the motion since the last frame: corners, their optical flow, and the rigid motion that most of them agree on. */
export class MotionEstimator {
  private previous: Mat | undefined;

  constructor(private readonly cv: OpenCv) {}

  /** From the last frame to this one; a standstill for the first, and where too few corners agree, as after a cut. */
  estimate(image: PlanarImage): RigidMotion {
    const next = this.reduce(image);
    const { previous } = this;
    this.previous = next;
    if (previous === undefined) return STANDSTILL;
    try {
      const motion = this.flowBetween(previous, next);
      const scale = image.width / next.cols;
      return { dx: motion.dx * scale, dy: motion.dy * scale, angle: motion.angle };
    } finally {
      previous.delete();
    }
  }

  /** Frees the last frame, so that the next one counts as the first. */
  close(): void {
    this.previous?.delete();
    this.previous = undefined;
  }

  private reduce({ data, width, height }: PlanarImage): Mat {
    const { cv } = this;
    const factor = Math.min(1, ANALYSIS_SIDE / Math.max(width, height));
    const luma = new cv.Mat(height, width, cv.CV_8UC1);
    const reduced = new cv.Mat();
    try {
      luma.data.set(data.subarray(0, width * height));
      const size = new cv.Size(Math.round(width * factor), Math.round(height * factor));
      cv.resize(luma, reduced, size, 0, 0, cv.INTER_AREA);
    } finally {
      luma.delete();
    }
    return reduced;
  }

  private flowBetween(previous: Mat, next: Mat): RigidMotion {
    const { cv } = this;
    const corners = new cv.Mat();
    const moved = new cv.Mat();
    const status = new cv.Mat();
    const error = new cv.Mat();
    try {
      cv.goodFeaturesToTrack(previous, corners, MAX_CORNERS, CORNER_QUALITY, CORNER_DISTANCE);
      if (corners.rows < FEWEST_INLIERS) return STANDSTILL;
      const window = new cv.Size(FLOW_WINDOW, FLOW_WINDOW);
      cv.calcOpticalFlowPyrLK(previous, next, corners, moved, status, error, window, FLOW_LEVELS);
      return this.commonMotion(pairsOf(corners, moved, status, previous));
    } finally {
      for (const mat of [corners, moved, status, error]) mat.delete();
    }
  }

  private commonMotion(pairs: readonly PointPair[]): RigidMotion {
    if (pairs.length < FEWEST_INLIERS) return STANDSTILL;
    const { cv } = this;
    const from = cv.matFromArray(
      pairs.length,
      1,
      cv.CV_32FC2,
      pairs.flatMap((pair) => pair.from),
    );
    const to = cv.matFromArray(
      pairs.length,
      1,
      cv.CV_32FC2,
      pairs.flatMap((pair) => pair.to),
    );
    const inliers = new cv.Mat();
    try {
      cv.estimateAffine2D(from, to, inliers, cv.RANSAC, INLIER_DISTANCE).delete();
      const agreeing = pairs.filter((_, index) => inliers.data[index] === 1);
      const enough = Math.max(FEWEST_INLIERS, pairs.length * LEAST_INLIER_SHARE);
      return agreeing.length < enough ? STANDSTILL : fitRigidMotion(agreeing);
    } finally {
      for (const mat of [from, to, inliers]) mat.delete();
    }
  }
}

/** The points that were found again, relative to the centre of the frame. */
function pairsOf(corners: Mat, moved: Mat, status: Mat, { cols, rows }: Mat): PointPair[] {
  const centreX = (cols - 1) / 2;
  const centreY = (rows - 1) / 2;
  const point = (points: Mat, index: number): readonly [number, number] => [
    (points.data32F[2 * index] ?? 0) - centreX,
    (points.data32F[2 * index + 1] ?? 0) - centreY,
  ];
  const pairs: PointPair[] = [];
  for (let index = 0; index < corners.rows; index++) {
    if (status.data[index] === 1) pairs.push({ from: point(corners, index), to: point(moved, index) });
  }
  return pairs;
}
