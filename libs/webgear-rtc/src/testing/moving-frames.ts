import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import type { VideoFrame } from '../media/video-frame.js';

/** What the frames look like. */
export interface MovingFramesOptions {
  readonly width: number;
  readonly height: number;
  readonly framerate: number;
  /** How many. */
  readonly count: number;
}

/**
 * Frames of drifting grain, which no encoder can foretell: every one costs bits. Each belongs to the iteration and is
 * closed when the next is asked for.
 */
export async function* movingFrames(options: MovingFramesOptions): AsyncGenerator<VideoFrame> {
  const { width, height, framerate, count } = options;
  for (let index = 0; index < count; index++) {
    using frame = await paintFrame(
      width,
      height,
      Math.round((index * 1_000_000) / framerate),
      (luma, ...chroma) => {
        for (let row = 0; row < luma.height; row++) {
          for (let column = 0; column < luma.width; column++) {
            luma.data[row * luma.stride + column] =
              60 + (((row * 7919) ^ ((column + index * 5) * 104_729)) % 120);
          }
        }
        for (const plane of chroma) plane.data.fill(128);
      },
    );
    yield frame;
  }
}
