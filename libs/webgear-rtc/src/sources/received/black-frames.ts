import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** Size of the frames that stand for video where a peer sends sound alone. */
export const blackFrameSize = { width: 640, height: 360 } as const;

/** Frames per second: enough for viewers to start at once, at next to no cost. */
export const blackFramerate = 5;

/** Luma and chroma of black in limited range. */
const black = [16, 128, 128] as const;

/** Black frames, each owned by the reader, until the signal aborts. */
export async function* blackFrames(clock: CaptureClock, signal: AbortSignal): AsyncGenerator<VideoFrame> {
  const { width, height } = blackFrameSize;
  while (!signal.aborted) {
    yield await paintFrame(width, height, clock.nowUs(), (...planes) => {
      for (const [index, plane] of planes.entries()) plane.data.fill(black[index] ?? 0);
    });
    await clock.sleep(1000 / blackFramerate, signal);
  }
}
