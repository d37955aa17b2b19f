import type { Frame } from 'node-av/lib';
import type { PackedPixels } from './packed-pixels.js';

/** One plane of a picture, as it lies in packed samples. */
interface PackedPlane {
  readonly rowBytes: number;
  readonly rows: number;
}

/** Copies samples into a picture of their size and format, the only copy on the way to the encoder. */
export function copyPixels(pixels: PackedPixels, picture: Frame): void {
  // Not `picture.fromBuffer()`: that makes it point into the JavaScript memory, which nothing then keeps alive.
  const targets = picture.data ?? [];
  let offset = 0;
  planesOf(pixels).forEach((plane, index) => {
    const target = targets[index];
    if (target !== undefined) copyPlane(pixels.data, offset, plane, target, picture.linesize[index] ?? 0);
    offset += plane.rowBytes * plane.rows;
  });
}

function planesOf({ data, width, height, pixelFormat }: PackedPixels): readonly PackedPlane[] {
  const luma = { rowBytes: width, rows: height };
  const colour = { rowBytes: Math.ceil(width / 2), rows: Math.ceil(height / 2) };
  if (pixelFormat === 'yuv420p') return [luma, colour, colour];
  if (pixelFormat === 'nv12') return [luma, { ...colour, rowBytes: 2 * colour.rowBytes }];
  return [{ rowBytes: data.length / height, rows: height }];
}

function copyPlane(
  source: PackedPixels['data'],
  offset: number,
  { rowBytes, rows }: PackedPlane,
  target: Buffer,
  stride: number,
): void {
  if (stride === rowBytes) {
    target.set(source.subarray(offset, offset + rowBytes * rows));
    return;
  }
  for (let row = 0; row < rows; row++) {
    const start = offset + row * rowBytes;
    target.set(source.subarray(start, start + rowBytes), row * stride);
  }
}
