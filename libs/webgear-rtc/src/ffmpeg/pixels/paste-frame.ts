import type { VideoFrame } from '../../media/video-frame.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { planesOf, type FramePlane } from './planar-frame.js';

/**
 * Copies a `yuv420p` frame of even size into a larger one; `left` and `top` are even.
 *
 * @throws WebGearRtcError `WGR_FRAME_CLOSED`, `WGR_FRAME_FOREIGN`
 */
export function pasteFrame(
  target: readonly FramePlane[],
  frame: VideoFrame,
  left: number,
  top: number,
): void {
  planesOf(nativeFrameOf(frame)).forEach((source, index) => {
    const plane = target[index];
    if (plane === undefined) return;
    const divisor = index === 0 ? 1 : 2;
    for (let row = 0; row < source.height; row++) {
      const start = row * source.stride;
      plane.data.set(
        source.data.subarray(start, start + source.width),
        (top / divisor + row) * plane.stride + left / divisor,
      );
    }
  });
}
