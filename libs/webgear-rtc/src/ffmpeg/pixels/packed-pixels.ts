import { types } from 'node:util';
import type { PixelFrame, RawImageFrame } from '../../media/frame-input.js';
import { bytesOf, isBytesLike } from './bytes-of.js';
import { canvasPixels } from './canvas-pixels.js';
import { invalidFrame, kindOfValue, remedyForData, remedyForFrame } from './describe-frame-data.js';
import { isMat, matPixels } from './mat-pixels.js';
import {
  assertLength,
  assertSize,
  channelsOf,
  fromChannels,
  fromFormat,
  openCvOrder,
  quoted,
  redFirstOrder,
  type PackedPixels,
} from './pixel-shape.js';

/**
 * The samples of an uncompressed input, without a copy.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID`, with what was received and what to pass
 */
export function packedPixelsOf(input: unknown): PackedPixels {
  if (typeof input !== 'object' || input === null) throw unreadable(input);
  if (isMat(input)) return matPixels(input);
  if (isRawImage(input)) return fromRawImage(input);
  if (isPixels(input)) return fromPixels(input);
  const drawn = canvasPixels(input);
  if (drawn !== undefined) return fromPixels(drawn);
  throw unreadable(input);
}

function fromRawImage({ data, info }: RawImageFrame & { info: { format?: unknown } }): PackedPixels {
  const { width, height, channels, format = 'raw' } = info;
  if (format !== 'raw') {
    const remedy = 'Give the data alone where it is a JPEG or PNG file, or ask sharp for raw()';
    throw invalidFrame(
      `${kindOfValue(data)} of the format "${String(format)}" with the size of an image`,
      remedy,
    );
  }
  return fromChannels(data, { width, height, channels }, redFirstOrder);
}

function fromPixels({ data: stated, width, height, format, stride }: PixelFrame): PackedPixels {
  assertSize(width, height);
  const data = bytesOf(stated);
  const size = { width, height };
  if (format === undefined) {
    if (stride !== undefined)
      return fromChannels(data, { ...size, channels: Math.floor(stride / width) }, openCvOrder, stride);
    const channels = data.length / (width * height);
    const isCanvas = types.isUint8ClampedArray(stated) && channels === 4;
    return fromChannels(data, { ...size, channels }, isCanvas ? redFirstOrder : openCvOrder);
  }
  const channels = Object.hasOwn(channelsOf, format) ? channelsOf[format] : undefined;
  if (channels !== undefined) return fromFormat(data, { ...size, channels }, format, stride);
  if (format !== 'i420' && format !== 'nv12') {
    const known = [...Object.keys(channelsOf), 'i420', 'nv12'].join(', ');
    throw invalidFrame(`a frame of the format ${quoted(format)}`, `Give one of the formats ${known}`);
  }
  if (stride !== undefined) {
    throw invalidFrame(`a stride for ${format}`, 'Give its planes one after the other, without padding');
  }
  const expected = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  assertLength(data, expected, `${format} of ${width}x${height}`);
  return { data, width, height, pixelFormat: format === 'i420' ? 'yuv420p' : format, bytesPerPixel: 1 };
}

function isRawImage(input: object): input is RawImageFrame {
  const { data, info } = input as Partial<RawImageFrame>;
  return isBytesLike(data) && typeof info === 'object' && info !== null;
}

function isPixels(input: object): input is PixelFrame {
  const { data, width, height } = input as Partial<PixelFrame>;
  return isBytesLike(data) && width !== undefined && height !== undefined;
}

function unreadable(input: unknown): Error {
  const { data, width, height } = (input ?? {}) as { data?: unknown; width?: unknown; height?: unknown };
  const hasSize = width !== undefined && height !== undefined;
  if (!hasSize || data === undefined || typeof data === 'function') {
    return invalidFrame(kindOfValue(input), remedyForFrame(input));
  }
  const count = (data as { length?: unknown } | null)?.length;
  const perPixel = typeof count === 'number' ? count / (Number(width) * Number(height)) : Number.NaN;
  const channels = Number.isInteger(perPixel) && perPixel > 0 ? ` (${perPixel} channels)` : '';
  const size = `${quoted(width)}x${quoted(height)} pixels`;
  return invalidFrame(`${kindOfValue(data)}${channels} as the data of ${size}`, remedyForData(data));
}
