import type { Frame } from 'node-av/lib';
import type { PackedPixels } from './pixel-shape.js';

/** Layout of one plane in packed samples. */
interface PackedPlane {
  readonly rowBytes: number;
  readonly rows: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/** Copies samples into a frame of the same size and format: the only copy before encoding. */
export function copyPixels(pixels: PackedPixels, frame: Frame): void {
  // Not `frame.fromBuffer()`: the frame would point into JavaScript memory that nothing keeps alive.
  const targets = frame.data ?? [];
  let offset = 0;
  planesOf(pixels).forEach((plane, index) => {
    const target = targets[index];
    if (target !== undefined) copyPlane(pixels.data, offset, plane, target, frame.linesize[index] ?? 0);
    offset += plane.stride * plane.rows;
  });
}

function planesOf({
  width,
  height,
  pixelFormat,
  bytesPerPixel,
  stride,
}: PackedPixels): readonly PackedPlane[] {
  const plane = (rowBytes: number, rows: number): PackedPlane => ({ rowBytes, rows, stride: rowBytes });
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  if (pixelFormat === 'yuv420p') {
    return [plane(width, height), plane(halfWidth, halfHeight), plane(halfWidth, halfHeight)];
  }
  if (pixelFormat === 'nv12') return [plane(width, height), plane(2 * halfWidth, halfHeight)];
  const packed = plane(width * bytesPerPixel, height);
  return [{ ...packed, stride: stride ?? packed.rowBytes }];
}

function copyPlane(
  source: PackedPixels['data'],
  offset: number,
  { rowBytes, rows, stride: sourceStride }: PackedPlane,
  target: Buffer,
  stride: number,
): void {
  if (stride === rowBytes && sourceStride === rowBytes) {
    target.set(source.subarray(offset, offset + rowBytes * rows));
    return;
  }
  for (let row = 0; row < rows; row++) {
    const start = offset + row * sourceStride;
    target.set(source.subarray(start, start + rowBytes), row * stride);
  }
}
