import type { Colorspace } from '../../options/colorspace.js';
import { toLab, toLuv } from './cie-conversions.js';
import { toHls, toHlsFull, toHsv, toHsvFull } from './hue-conversions.js';
import { type PixelConversion, toGray, toXyz, toYCrCb, toYuv } from './linear-conversions.js';
import { toBgr555, toBgr565, toRgb } from './packed-conversions.js';
import type { BgrImage } from '../../media/raw-image.js';
import type { FrameSize } from '../../media/video-frame.js';
import { stackPlanes, type ColourOrder } from './stacked-planes.js';

const pixelConversions: Readonly<Partial<Record<Colorspace, PixelConversion>>> = {
  COLOR_BGR2GRAY: toGray,
  COLOR_BGR2RGBA: toRgb,
  COLOR_BGR2RGB: toRgb,
  COLOR_BGR2BGR565: toBgr565,
  COLOR_BGR2BGR555: toBgr555,
  COLOR_BGR2XYZ: toXyz,
  COLOR_BGR2YCrCb: toYCrCb,
  COLOR_BGR2HSV: toHsv,
  COLOR_BGR2HSV_FULL: toHsvFull,
  COLOR_BGR2HLS: toHls,
  COLOR_BGR2HLS_FULL: toHlsFull,
  COLOR_BGR2Lab: toLab,
  COLOR_BGR2Luv: toLuv,
  COLOR_BGR2YUV: toYuv,
};

const colourOrders: Readonly<Partial<Record<Colorspace, ColourOrder>>> = {
  COLOR_BGR2YUV_I420: 'blue-first',
  COLOR_BGR2YUV_IYUV: 'blue-first',
  COLOR_BGR2YUV_YV12: 'red-first',
};

/** Whether the colour space is laid out in planes, which make the frame higher. */
export function isStacked(colorspace: Colorspace): boolean {
  return colourOrders[colorspace] !== undefined;
}

/** Converts a frame where it lies; a stacked one has room for its planes below. */
export function convertColours({ data, width, height }: BgrImage, colorspace: Colorspace): void {
  const samples = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const order = colourOrders[colorspace];
  if (order !== undefined) return stackPlanes(samples, width, height, order);
  const convert = pixelConversions[colorspace];
  if (convert === undefined) return;
  const end = width * height * 3;
  for (let at = 0; at < end; at += 3) convert(samples, at);
}

/** The size of a frame once its colours are converted. A last row that would make the height odd is left out. */
export function outputSize({ width, height }: FrameSize, colorspace: Colorspace | undefined): FrameSize {
  if (colorspace === undefined || !isStacked(colorspace)) return { width, height };
  return { width, height: Math.floor((height * 3) / 4) * 2 };
}
