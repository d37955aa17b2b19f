import { sizeWithinLevel, type H264LevelDemand } from '../encoder/h264-level.js';
import { FrameScaler } from '../frames/frame-scaler.js';
import type { PictureSize } from '../frames/picture-size.interface.js';
import { scaledSize } from '../frames/scaled-size.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { AnnouncedLevel } from './announced-level.js';

/** What pictures are held against. */
export interface LevelFitterParts {
  readonly level: Pick<AnnouncedLevel, 'levelIdc'>;
  /** What pictures of a size take. */
  readonly demandOf: (size: PictureSize) => H264LevelDemand;
  /** Hears of each size that has to be reduced, once. */
  readonly onReduced: (from: PictureSize, to: PictureSize) => void;
}

/** Reduces pictures that are larger than the level allows that viewers were promised. */
export class LevelFitter {
  private readonly scaler = new FrameScaler((frame) => this.sizeOf(frame));
  private reducedWidth = 0;

  constructor(private readonly parts: LevelFitterParts) {}

  /**
   * A picture that fits is shared, any other is scaled; both belong to the caller. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  fit(frame: VideoFrame): Promise<VideoFrame> {
    return this.scaler.scale(frame);
  }

  /** Frees everything once a picture under way is done. */
  close(): Promise<void> {
    return this.scaler.close();
  }

  private sizeOf(frame: PictureSize): PictureSize {
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
