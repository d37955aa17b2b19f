import type { PixelFormat } from '../../media/frame-input.js';
import type { Bytes } from './bytes-of.js';
import { invalidFrame, kindOfValue } from './describe-frame-data.js';
import { imageKindOf } from './image-decoder.js';

/** Uncompressed samples as FFmpeg copies them. */
export interface PackedPixels {
  readonly data: Bytes;
  readonly width: number;
  readonly height: number;
  /** FFmpeg's name of the order of the samples. */
  readonly pixelFormat: string;
  /** Of an order with one plane: samples for each pixel. */
  readonly bytesPerPixel: number;
  /** Bytes from one row to the next, where rows are padded. */
  readonly stride?: number;
}

/** Width, height and samples for each pixel. */
export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

const MAX_SIDE = 16_384;

/** Samples for each pixel, by the order of them. */
export const channelsOf: Readonly<Partial<Record<PixelFormat, number>>> = {
  gray: 1,
  ya8: 2,
  bgr24: 3,
  rgb24: 3,
  bgra: 4,
  rgba: 4,
};

/** Which order so many samples for each pixel have. */
export type ChannelOrder = ReadonlyMap<number, PixelFormat>;

/** OpenCV puts blue first. */
export const openCvOrder: ChannelOrder = new Map([
  [1, 'gray'],
  [2, 'ya8'],
  [3, 'bgr24'],
  [4, 'bgra'],
]);

/** A canvas, sharp and OpenCV.js put red first. */
export const redFirstOrder: ChannelOrder = new Map([
  [1, 'gray'],
  [2, 'ya8'],
  [3, 'rgb24'],
  [4, 'rgba'],
]);

/**
 * Samples in an order that their number says.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` when no order has so many, or their length does not fit
 */
export function fromChannels(data: Bytes, shape: Shape, order: ChannelOrder, stride?: number): PackedPixels {
  const { width, height, channels } = shape;
  const format = order.get(channels);
  if (format !== undefined) return fromFormat(data, shape, format, stride);
  assertSize(width, height);
  if (Number.isInteger(channels) && channels > 0) {
    throw invalidFrame(`a frame of shape ${words(shape)}, which is ${channels} channels`);
  }
  throw invalidFrame(
    `${data.length} bytes for ${width}x${height} pixels, which is no whole number of channels`,
    hintOf(data, width, height),
  );
}

/**
 * Samples in an order that was named.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` when their length does not fit
 */
export function fromFormat(
  data: Bytes,
  shape: Shape,
  pixelFormat: PixelFormat,
  stride?: number,
): PackedPixels {
  const { width, height, channels } = shape;
  assertSize(width, height);
  const what = `${pixelFormat} of shape ${words(shape)}`;
  const rowBytes = width * channels;
  if (stride === undefined)
    assertLength(data, rowBytes * height, what, hintOf(data, width, height, rowBytes));
  else {
    if (!Number.isInteger(stride) || stride < rowBytes) {
      throw invalidFrame(`a stride of ${String(stride)} bytes for ${what}, whose rows have ${rowBytes}`);
    }
    // The last row needs no padding behind it.
    const least = stride * (height - 1) + rowBytes;
    if (data.length < least) {
      throw invalidFrame(
        `${data.length} bytes for ${what} with a stride of ${stride}, which has ${least} or more`,
      );
    }
  }
  return {
    data,
    width,
    height,
    pixelFormat,
    bytesPerPixel: channels,
    ...(stride !== undefined && { stride }),
  };
}

/**
 * Refuses a size that no frame can have.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID`
 */
export function assertSize(width: unknown, height: unknown): void {
  const isSide = (side: unknown): boolean =>
    typeof side === 'number' && Number.isInteger(side) && side >= 1 && side <= MAX_SIDE;
  if (isSide(width) && isSide(height)) return;
  throw invalidFrame(
    `a frame of ${quoted(width)}x${quoted(height)} pixels`,
    `Give a width and a height in whole numbers from 1 to ${MAX_SIDE}`,
  );
}

/**
 * Refuses samples of another length than expected.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID`
 */
export function assertLength(data: Bytes, expected: number, what: string, remedy?: string): void {
  if (data.length !== expected)
    throw invalidFrame(`${data.length} bytes for ${what}, which has ${expected}`, remedy);
}

/** What may be meant by bytes of another number than the size has. */
function hintOf(data: Bytes, width: number, height: number, rowBytes = width): string | undefined {
  if (data.length === 0) {
    return 'Their memory is empty: was it transferred to another thread, which leaves nothing behind? Give a copy';
  }
  const file = imageKindOf(data as Uint8Array);
  if (file !== undefined)
    return `They begin as a ${file.toUpperCase()} file does: give the bytes alone, without a size`;
  if (data.length === 2 * rowBytes * height && rowBytes > width) return 'Are there 16 bits a channel? Give 8';
  const stride = data.length / height;
  if (Number.isInteger(stride) && stride > rowBytes) {
    return `Rows have ${stride} bytes: where that is padding, give the format and stride: ${stride}`;
  }
  return undefined;
}

/** Rows first, as OpenCV and NumPy write a shape. */
function words({ width, height, channels }: Shape): string {
  return `(${height}, ${width}, ${channels})`;
}

/** A value of a field in a message, and its kind where that is what is wrong. */
export function quoted(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : typeof value === 'number'
      ? `${value}`
      : kindOfValue(value);
}
