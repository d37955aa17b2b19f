import type { PixelFormat } from '../../media/frame-input.js';
import type { Bytes } from './bytes-of.js';
import { invalidFrame, kindOfValue } from './describe-frame-data.js';
import { imageKindOf } from './image-decoder.js';

/** Uncompressed samples and their layout. */
export interface PackedPixels {
  readonly data: Bytes;
  readonly width: number;
  readonly height: number;
  /** FFmpeg's name of the pixel format. */
  readonly pixelFormat: string;
  /** For packed formats: samples per pixel. */
  readonly bytesPerPixel: number;
  /** Bytes from one row to the next, if rows are padded. */
  readonly stride?: number;
}

/** Width, height and samples per pixel. */
export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

const MAX_SIDE = 16_384;

/** Samples per pixel of each packed format. */
export const channelsOf: Readonly<Partial<Record<PixelFormat, number>>> = {
  gray: 1,
  ya8: 2,
  bgr24: 3,
  rgb24: 3,
  bgra: 4,
  rgba: 4,
};

/** Maps samples per pixel to a pixel format. */
export type ChannelOrder = ReadonlyMap<number, PixelFormat>;

/** OpenCV's channel order starts with blue. */
export const openCvOrder: ChannelOrder = new Map([
  [1, 'gray'],
  [2, 'ya8'],
  [3, 'bgr24'],
  [4, 'bgra'],
]);

/** Canvas, sharp and OpenCV.js start with red. */
export const redFirstOrder: ChannelOrder = new Map([
  [1, 'gray'],
  [2, 'ya8'],
  [3, 'rgb24'],
  [4, 'rgba'],
]);

/**
 * Samples whose format follows from the number of channels.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` when no format has that many, or the length does not match
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
    `${data.length} bytes for ${width}x${height} pixels, which is not a whole number of channels`,
    hintOf(data, width, height),
  );
}

/**
 * Samples in a named format.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` when the length does not match
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
    // The last row needs no padding.
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
 * Refuses an impossible frame size.
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
 * Refuses samples of the wrong length.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID`
 */
export function assertLength(data: Bytes, expected: number, what: string, remedy?: string): void {
  if (data.length !== expected)
    throw invalidFrame(`${data.length} bytes for ${what}, which has ${expected}`, remedy);
}

/** A guess at what bytes of an unexpected length are. */
function hintOf(data: Bytes, width: number, height: number, rowBytes = width): string | undefined {
  if (data.length === 0) {
    return 'Their memory is empty: was it transferred to another thread? Give a copy';
  }
  const file = imageKindOf(data as Uint8Array);
  if (file !== undefined)
    return `They begin as a ${file.toUpperCase()} file does: give the bytes alone, without a size`;
  if (data.length === 2 * rowBytes * height && rowBytes > width)
    return 'Are there 16 bits per channel? Give 8';
  const stride = data.length / height;
  if (Number.isInteger(stride) && stride > rowBytes) {
    return `Rows have ${stride} bytes: where that is padding, give the format and stride: ${stride}`;
  }
  return undefined;
}

/** Rows first, as OpenCV and NumPy write shapes. */
function words({ width, height, channels }: Shape): string {
  return `(${height}, ${width}, ${channels})`;
}

/** A field's value for a message, with its type if that is the problem. */
export function quoted(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : typeof value === 'number'
      ? `${value}`
      : kindOfValue(value);
}
