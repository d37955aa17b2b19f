import { h264LevelIdc, type H264LevelDemand } from '../codecs/h264/h264-level.js';
import type { FrameSize } from '../media/video-frame.js';
import { scaledSize } from '../pipeline/scaled-size.js';

/** What frames are held against. */
export interface H264LevelLimiterParts {
  /** The highest that viewers were promised; 0 for none. */
  readonly level: { readonly levelIdc: number };
  /** What frames of a size take. */
  readonly demandOf: (size: FrameSize) => H264LevelDemand;
  /** Hears of each size that has to be reduced, once. */
  readonly onReduced: (from: FrameSize, to: FrameSize) => void;
}

/** Reduces the size of frames that are larger than the level allows that viewers were promised. */
export class H264LevelLimiter {
  private reducedWidth = 0;

  constructor(private readonly parts: H264LevelLimiterParts) {}

  /** The size to encode frames of a size in: that size where it fits, both sides even. */
  sizeOf(frame: FrameSize): FrameSize {
    const { level, demandOf, onReduced } = this.parts;
    if (level.levelIdc === 0) return scaledSize(frame, 0);
    const size = sizeWithinLevel(demandOf(frame), level.levelIdc);
    if (size.width < frame.width && this.reducedWidth !== frame.width) {
      this.reducedWidth = frame.width;
      onReduced(frame, size);
    }
    return size;
  }
}

/** No frame is made smaller than this, whatever was promised: a tenth of each side. */
const LARGEST_REDUCTION_PERCENT = 90;

/** The largest size of the demanded shape that a level carries, both sides even: the demanded one where it fits. */
function sizeWithinLevel(demand: H264LevelDemand, levelIdc: number): FrameSize {
  for (let percent = 0; percent < LARGEST_REDUCTION_PERCENT; percent++) {
    const size = scaledSize(demand, percent);
    if (h264LevelIdc({ ...demand, ...size, minimumLevelIdc: 0 }) <= levelIdc) return size;
  }
  return scaledSize(demand, LARGEST_REDUCTION_PERCENT);
}
