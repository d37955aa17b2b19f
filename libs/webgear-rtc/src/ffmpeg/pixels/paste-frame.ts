import type { VideoFrame } from '../../media/video-frame.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { planesOf, type FramePlane } from './planar-frame.js';

/**
 * Copies a `yuv420p` frame of even size into another, as far as it lies inside; `left` and `top` are even and not negative.
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
    const rows = Math.min(source.height, plane.height - top / divisor);
    const columns = Math.max(0, Math.min(source.width, plane.width - left / divisor));
    for (let row = 0; row < rows; row++) {
      const start = row * source.stride;
      plane.data.set(
        source.data.subarray(start, start + columns),
        (top / divisor + row) * plane.stride + left / divisor,
      );
    }
  });
}
