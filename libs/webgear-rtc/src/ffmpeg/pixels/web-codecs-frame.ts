import { invalidFrame } from './describe-frame-data.js';
import type { PixelFormat, PixelFrame, WebCodecsFrame } from '../../media/frame-input.js';

/** Pixel formats of WebCodecs (W3C WebCodecs, 9.8) and their names here; alpha is ignored. */
const formats = new Map<string | null, PixelFormat>([
  ['I420', 'i420'],
  ['NV12', 'nv12'],
  ['RGBA', 'rgba'],
  ['RGBX', 'rgba'],
  ['BGRA', 'bgra'],
  ['BGRX', 'bgra'],
]);

/** Whether a value has the shape of WebCodecs' `VideoFrame`. */
export function isWebCodecsFrame(input: object): input is WebCodecsFrame {
  const { copyTo, allocationSize } = input as Partial<WebCodecsFrame>;
  return typeof copyTo === 'function' && typeof allocationSize === 'function';
}

/**
 * Refuses a closed `VideoFrame` (W3C WebCodecs, 9.4.6), which has no format and no size.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID`
 */
export function assertOpen({ format, visibleRect }: WebCodecsFrame): void {
  if (format !== null || (visibleRect !== null && visibleRect?.width > 0)) return;
  throw invalidFrame('a VideoFrame that is closed', 'Close it after it was shown, or give a clone() of it');
}

/**
 * Reads the samples of WebCodecs' `VideoFrame`, which stays the caller's.
 *
 * @throws WebGearRtcError `WGR_FRAME_INVALID` for a format with more than 8 bits
 */
export async function readWebCodecsFrame(input: WebCodecsFrame): Promise<PixelFrame> {
  assertOpen(input);
  const format = formats.get(input.format);
  if (format === undefined || input.visibleRect === null) {
    const known = [...formats.keys()].join(', ');
    throw invalidFrame(
      `a VideoFrame of the format ${String(input.format)}`,
      `Give one of the formats ${known}, to which copyTo() converts: { data, width, height, format }`,
    );
  }
  const { width, height } = input.visibleRect;
  const data = new Uint8Array(input.allocationSize());
  await input.copyTo(data);
  return { data, width, height, format };
}
