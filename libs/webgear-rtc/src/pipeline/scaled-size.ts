import type { FrameSize } from '../media/video-frame.js';

/** Below this an encoder has nothing to work with, and libvpx and libx264 refuse some sizes. */
const SMALLEST_SIDE = 16;

/**
 * The size a frame is sent in: reduced by a percentage of each side, its shape kept, both sides even because 4:2:0
 * colour has one sample for two pixels.
 *
 * @param reductionPercent 0 to 90
 */
export function scaledSize(size: FrameSize, reductionPercent: number): FrameSize {
  const factor = 1 - reductionPercent / 100;
  return { width: toEven(size.width * factor), height: toEven(size.height * factor) };
}

function toEven(length: number): number {
  // A hair over: 640 * 0.95 is 607.9999… in floating point, and must not lose two pixels for it.
  return Math.max(SMALLEST_SIDE, 2 * Math.floor(length / 2 + 1e-6));
}
