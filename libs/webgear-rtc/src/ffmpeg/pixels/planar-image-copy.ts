import type { PlanarImage } from '../../media/raw-image.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { colourMatrixOf } from '../scale/colour-matrix.js';
import { loadNodeAv } from '../load-node-av.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { paintFrame, planesOf, type FramePlane } from './planar-frame.js';

/**
 * Copies a `yuv420p` frame of even size out of FFmpeg's memory; the frame stays the caller's.
 *
 * @param memory reused for the copy if its size matches
 * @throws WebGearRtcError `WGR_FRAME_CLOSED`, `WGR_FRAME_FOREIGN`
 */
export async function copyToPlanarImage(
  frame: VideoFrame,
  memory?: PlanarImage['data'],
): Promise<PlanarImage> {
  const av = await loadNodeAv();
  const { width, height, captureTimeUs } = frame;
  const bytes = (width * height * 3) / 2;
  const data = memory?.length === bytes ? memory : new Uint8Array(new SharedArrayBuffer(bytes));
  const native = nativeFrameOf(frame);
  let offset = 0;
  for (const plane of planesOf(native)) {
    copyRows(plane, plane.data, plane.stride, data.subarray(offset), plane.width);
    offset += plane.width * plane.height;
  }
  const isBt709 = colourMatrixOf(av, native, frame.pixelFormat) === av.AVCOL_SPC_BT709;
  return { width, height, data, captureTimeUs, matrix: isBt709 ? 'bt709' : 'bt601' };
}

/**
 * Copies an image into FFmpeg's memory; the caller owns the frame.
 *
 * @throws FfmpegCallError for an impossible size
 */
export function copyToVideoFrame(image: PlanarImage): Promise<VideoFrame> {
  const { width, height, captureTimeUs, matrix } = image;
  const paint = (...planes: FramePlane[]) => {
    let offset = 0;
    for (const plane of planes) {
      copyRows(plane, image.data.subarray(offset), plane.width, plane.data, plane.stride);
      offset += plane.width * plane.height;
    }
  };
  return paintFrame(width, height, captureTimeUs, paint, matrix);
}

function copyRows(
  { width, height }: FramePlane,
  source: Uint8Array,
  sourceStride: number,
  target: Uint8Array,
  targetStride: number,
): void {
  for (let row = 0; row < height; row++) {
    const start = row * sourceStride;
    target.set(source.subarray(start, start + width), row * targetStride);
  }
}
