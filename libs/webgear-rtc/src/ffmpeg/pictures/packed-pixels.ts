import { types } from 'node:util';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type {
  MatPicture,
  PictureFormat,
  PixelPicture,
  RawImagePicture,
} from '../../frames/picture.interface.js';

/** Uncompressed samples without padding, as FFmpeg copies them. */
export interface PackedPixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** FFmpeg's name of the order of the samples. */
  readonly pixelFormat: string;
}

const MAX_SIDE = 16_384;

const channelsOf: Readonly<Partial<Record<PictureFormat, number>>> = {
  gray: 1,
  bgr24: 3,
  rgb24: 3,
  bgra: 4,
  rgba: 4,
};

const openCvOrder = new Map<number, PictureFormat>([
  [1, 'gray'],
  [3, 'bgr24'],
  [4, 'bgra'],
]);

/** A canvas, sharp and OpenCV.js put red first. */
const redFirstOrder = new Map<number, PictureFormat>([
  [1, 'gray'],
  [3, 'rgb24'],
  [4, 'rgba'],
]);

/**
 * The samples of any form of uncompressed picture; nothing is copied.
 *
 * @throws WebGearRtcError `WGR_PICTURE_INVALID`, which names the shape
 */
export function packedPixelsOf(picture: unknown): PackedPixels {
  if (typeof picture !== 'object' || picture === null) throw invalid(describe(picture));
  if (isMat(picture)) return fromMat(picture);
  if (isRawImage(picture)) {
    const { width, height, channels } = picture.info;
    return fromChannels(picture.data, { width, height, channels }, redFirstOrder);
  }
  if (isPixels(picture)) return fromPixels(picture);
  throw invalid(describe(picture));
}

function fromMat(mat: MatPicture): PackedPixels {
  const depth = mat.type() % 8;
  const shape = { width: mat.cols, height: mat.rows, channels: mat.channels() };
  if (depth !== 0) throw invalid(`a Mat of shape ${words(shape)} with more than 8 bits a channel`);
  return fromChannels(mat.data, shape, redFirstOrder);
}

function fromPixels({ data, width, height, format }: PixelPicture): PackedPixels {
  if (format === undefined) {
    assertSize(width, height);
    const channels = data.length / (width * height);
    const isCanvas = types.isUint8ClampedArray(data) && channels === 4;
    return fromChannels(data, { width, height, channels }, isCanvas ? redFirstOrder : openCvOrder);
  }
  const channels = Object.hasOwn(channelsOf, format) ? channelsOf[format] : undefined;
  if (channels !== undefined) return fromFormat(data, { width, height, channels }, format);
  if (format !== 'i420' && format !== 'nv12') throw invalid(`a picture of the format "${String(format)}"`);
  assertSize(width, height);
  const expected = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  assertLength(data, expected, `${format} of ${width}x${height}`);
  return { data, width, height, pixelFormat: format === 'i420' ? 'yuv420p' : format };
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

function fromChannels(
  data: Uint8Array | Uint8ClampedArray,
  shape: Shape,
  order: ReadonlyMap<number, PictureFormat>,
): PackedPixels {
  const format = order.get(shape.channels);
  if (format === undefined) {
    const whole = Number.isInteger(shape.channels);
    throw invalid(
      whole
        ? `a picture of shape ${words(shape)}, which is ${shape.channels} channels`
        : `${data.length} bytes for ${shape.width}x${shape.height} pixels, which is no whole number of channels`,
    );
  }
  return fromFormat(data, shape, format);
}

function fromFormat(
  data: Uint8Array | Uint8ClampedArray,
  shape: Shape,
  pixelFormat: PictureFormat,
): PackedPixels {
  const { width, height, channels } = shape;
  assertSize(width, height);
  assertLength(data, width * height * channels, `${pixelFormat} of shape ${words(shape)}`);
  return { data, width, height, pixelFormat };
}

function assertSize(width: unknown, height: unknown): void {
  const isSide = (side: unknown): boolean =>
    typeof side === 'number' && Number.isInteger(side) && side >= 1 && side <= MAX_SIDE;
  if (!isSide(width) || !isSide(height))
    throw invalid(`a picture of ${String(width)}x${String(height)} pixels`);
}

function assertLength(data: Uint8Array | Uint8ClampedArray, expected: number, what: string): void {
  if (data.length !== expected) throw invalid(`${data.length} bytes for ${what}, which has ${expected}`);
}

/** Rows first, as OpenCV and NumPy write a shape. */
function words({ width, height, channels }: Shape): string {
  return `(${height}, ${width}, ${channels})`;
}

function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray {
  // Not `instanceof`: what is made outside of a context of its own, such as a test runner's, has another class there.
  return types.isUint8Array(value) || types.isUint8ClampedArray(value);
}

function isMat(picture: object): picture is MatPicture {
  const { rows, cols, data, type, channels } = picture as Partial<MatPicture>;
  return (
    typeof rows === 'number' &&
    typeof cols === 'number' &&
    isBytes(data) &&
    typeof type === 'function' &&
    typeof channels === 'function'
  );
}

function isRawImage(picture: object): picture is RawImagePicture {
  const { data, info } = picture as Partial<RawImagePicture>;
  return isBytes(data) && typeof info === 'object' && info !== null;
}

function isPixels(picture: object): picture is PixelPicture {
  const { data, width, height } = picture as Partial<PixelPicture>;
  return isBytes(data) && width !== undefined && height !== undefined;
}

function describe(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  const fields = Object.keys(value).slice(0, 8);
  const name = (value.constructor as { name?: string } | undefined)?.name ?? 'object';
  return fields.length === 0 ? `a ${name}` : `a ${name} with the fields ${fields.join(', ')}`;
}

function invalid(received: string): WebGearRtcError {
  return new WebGearRtcError('WGR_PICTURE_INVALID', { received });
}
