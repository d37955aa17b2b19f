import { BitReader } from './bit-reader.js';

/** The fields of an uncompressed header of VP9 that matter before decoding (VP9 bitstream specification, 6.2). */
export interface Vp9Header {
  /** 0 is 8 bits 4:2:0; 1 has other subsampling, 2 and 3 more bits. */
  readonly profile: number;
  readonly keyFrame: boolean;
  /** `false` for a frame that others refer to and that is not shown itself. */
  readonly isShown: boolean;
  /** Width in pixels; key frames only. */
  readonly width?: number;
  /** Height in pixels; key frames only. */
  readonly height?: number;
}

const FRAME_MARKER = 2;
const SYNC_CODE = 0x498342;
const SRGB = 7;

/** Longer than any header up to the frame size. */
const HEADER_BYTES = 16;

/** Parses the header of a frame, or of the first frame of a superframe; `undefined` if it is truncated or corrupt. */
export function parseVp9Header(data: Buffer): Vp9Header | undefined {
  const reader = new BitReader(data.subarray(0, HEADER_BYTES));
  if (reader.bits(2) !== FRAME_MARKER) return undefined;
  const profile = reader.bits(1) + 2 * reader.bits(1);
  if (profile === 3 && reader.flag()) return undefined;
  if (reader.flag()) {
    // show_existing_frame: three bits say which, and nothing else follows.
    reader.bits(3);
    return reader.overran ? undefined : { profile, keyFrame: false, isShown: true };
  }
  const keyFrame = !reader.flag();
  const isShown = reader.flag();
  reader.flag();
  if (!keyFrame) return reader.overran ? undefined : { profile, keyFrame, isShown };
  if (reader.bits(24) !== SYNC_CODE || !skipColourConfig(reader, profile)) return undefined;
  const width = reader.bits(16) + 1;
  const height = reader.bits(16) + 1;
  return reader.overran ? undefined : { profile, keyFrame, isShown, width, height };
}

/** @returns `false` for a colour configuration that the profile does not have */
function skipColourConfig(reader: BitReader, profile: number): boolean {
  if (profile >= 2) reader.flag();
  const isSrgb = reader.bits(3) === SRGB;
  if (!isSrgb) reader.flag();
  const hasSubsampling = profile === 1 || profile === 3;
  if (isSrgb) return hasSubsampling && !reader.flag();
  return !hasSubsampling || (reader.bits(2) !== 3 && !reader.flag());
}
