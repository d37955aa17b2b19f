import { BitReader } from './bit-reader.js';
import { readH265Usability, type H265Usability } from './h265-vui.js';

/** The fields of an SPS of H.265 that matter before decoding (ITU-T H.265, 7.3.2.2). */
export interface H265Sps extends H265Usability {
  /** `general_profile_idc`: 1 is Main. */
  readonly profileIdc: number;
  readonly chromaFormatIdc: number;
  /** Larger one of luma and chroma. */
  readonly bitDepth: number;
  /** Width in pixels, after cropping. */
  readonly width: number;
  /** Height in pixels, after cropping. */
  readonly height: number;
  /** `sps_max_num_reorder_pics` of the highest sub-layer. */
  readonly maxReorderFrames: number;
}

/** Bits of `profile_tier_level` behind the profile, without the level. */
const PROFILE_FLAG_BITS = 32 + 48;

/**
 * Parses an SPS; `undefined` if it is truncated or corrupt.
 *
 * @param nalUnit including its header, without a start code
 */
export function parseH265Sps(nalUnit: Buffer): H265Sps | undefined {
  const reader = BitReader.ofNalUnit(nalUnit.subarray(0, 512), 2);
  reader.bits(4);
  const subLayers = reader.bits(3) + 1;
  reader.flag();
  reader.bits(3);
  const profileIdc = reader.bits(5);
  skip(reader, PROFILE_FLAG_BITS + 8);
  skipSubLayers(reader, subLayers - 1);
  reader.unsigned();
  const chromaFormatIdc = reader.unsigned();
  if (chromaFormatIdc > 3) return undefined;
  if (chromaFormatIdc === 3) reader.flag();
  const coded = { width: reader.unsigned(), height: reader.unsigned() };
  const crop = reader.flag() ? Array.from({ length: 4 }, () => reader.unsigned()) : [0, 0, 0, 0];
  const bitDepth = 8 + Math.max(reader.unsigned(), reader.unsigned());
  const orderCountBits = reader.unsigned() + 4;
  const maxReorderFrames = readReordering(reader, subLayers);
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  // Units of the chroma samples (table 6-1).
  const width = coded.width - (chromaFormatIdc === 1 || chromaFormatIdc === 2 ? 2 : 1) * (left + right);
  const height = coded.height - (chromaFormatIdc === 1 ? 2 : 1) * (top + bottom);
  if (reader.overran || width <= 0 || height <= 0) return undefined;
  const usability = readH265Usability(reader, Math.min(orderCountBits, 16));
  return { profileIdc, chromaFormatIdc, bitDepth, width, height, maxReorderFrames, ...usability };
}

function readReordering(reader: BitReader, subLayers: number): number {
  let maxReorderFrames = 0;
  for (let layer = reader.flag() ? 0 : subLayers - 1; layer < subLayers; layer++) {
    reader.unsigned();
    maxReorderFrames = reader.unsigned();
    reader.unsigned();
  }
  return maxReorderFrames;
}

function skipSubLayers(reader: BitReader, count: number): void {
  if (count === 0) return;
  const present = Array.from({ length: 8 }, (_, index) => ({
    profile: reader.flag() && index < count,
    level: reader.flag() && index < count,
  }));
  for (const { profile, level } of present) {
    if (profile) skip(reader, 8 + PROFILE_FLAG_BITS);
    if (level) skip(reader, 8);
  }
}

function skip(reader: BitReader, bits: number): void {
  for (let left = bits; left > 0; left -= 16) reader.bits(Math.min(16, left));
}
