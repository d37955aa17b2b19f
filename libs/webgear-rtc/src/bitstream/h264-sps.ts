import { BitReader } from './bit-reader.js';
import { readPixelShape, skipVideoSignal, unknownPixelShape, type PixelShape } from './pixel-shape.js';

/** The fields of an SPS that matter before decoding (H.264, 7.3.2.1.1). */
export interface H264Sps {
  /** `seq_parameter_set_id`. */
  readonly id: number;
  /** `profile_idc` and the constraint flags as four hex digits, as in the SDP's `profile-level-id` (RFC 6184, 8.1). */
  readonly profile: string;
  /** `level_idc`: 31 is level 3.1. */
  readonly levelIdc: number;
  /** `chroma_format_idc`: 1 is 4:2:0. */
  readonly chromaFormatIdc: number;
  /** Bits per sample, the maximum of luma and chroma. */
  readonly bitDepth: number;
  /** `frame_mbs_only_flag`: no field coding. */
  readonly framesOnly: boolean;
  /** Width in pixels, after cropping. */
  readonly width: number;
  /** Height in pixels, after cropping. */
  readonly height: number;
  /**
   * `max_num_reorder_frames`: frames that may precede another in decoding order and follow it in output order;
   * `undefined` if not stated.
   */
  readonly maxReorderFrames: number | undefined;
  /** `sar_width` and `sar_height`; 0 and 1 if not stated. */
  readonly pixelShape: PixelShape;
  /** Frames per second by `time_scale`; `undefined` if not stated. */
  readonly framerate: number | undefined;
}

/** Profiles whose SPS states the chroma format (H.264, 7.3.2.1.1). */
const PROFILES_WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Intra profiles with `constraint_set3_flag` do not reorder (H.264, E.2.1). */
const PROFILES_WITH_INTRA_FLAG = new Set([44, 86, 100, 110, 122, 244]);

const PROFILE_BASELINE = 66;

/** Maximum number of offsets in an SPS (H.264, 7.4.2.1.1): bounds the work on a corrupt one. */
const MAX_CYCLE_OFFSETS = 255;

/** Maximum of `cpb_cnt_minus1` plus one (H.264, E.2.2). */
const MAX_CPB_COUNT = 32;

const MAX_SPS_ID = 31;

/**
 * Parses an SPS; `undefined` if it is truncated or corrupt.
 *
 * @param nalUnit including its header, without a start code
 */
export function parseH264Sps(nalUnit: Buffer): H264Sps | undefined {
  const reader = BitReader.ofNalUnit(nalUnit);
  const profileIdc = reader.bits(8);
  const constraints = reader.bits(8);
  const levelIdc = reader.bits(8);
  const id = reader.unsigned();
  const chroma = PROFILES_WITH_CHROMA.has(profileIdc)
    ? readChroma(reader)
    : { chromaFormatIdc: 1, bitDepth: 8 };
  reader.unsigned();
  const orderType = readFrameOrder(reader);
  reader.unsigned();
  reader.flag();
  const columns = reader.unsigned() + 1;
  const rows = reader.unsigned() + 1;
  const framesOnly = reader.flag();
  if (!framesOnly) reader.flag();
  reader.flag();
  const cropping = reader.flag() ? [1, 1, 1, 1].map(() => reader.unsigned()) : [0, 0, 0, 0];
  const saysUsability = reader.flag();
  // The remaining fields are optional here: some encoders write them incorrectly.
  if (reader.overran || id > MAX_SPS_ID) return undefined;
  const [left = 0, right = 0, top = 0, bottom = 0] = cropping;
  const unitX = chroma.chromaFormatIdc === 1 || chroma.chromaFormatIdc === 2 ? 2 : 1;
  const unitY = (chroma.chromaFormatIdc === 1 ? 2 : 1) * (framesOnly ? 1 : 2);
  const never = profileIdc === PROFILE_BASELINE || orderType === 2;
  const intraOnly = PROFILES_WITH_INTRA_FLAG.has(profileIdc) && (constraints & 0x10) !== 0;
  const usability = saysUsability ? readUsability(reader) : undefined;
  return {
    id,
    profile: nalUnit.toString('hex', 1, 3),
    levelIdc,
    ...chroma,
    framesOnly,
    width: Math.max(0, columns * 16 - unitX * (left + right)),
    height: Math.max(0, rows * 16 * (framesOnly ? 1 : 2) - unitY * (top + bottom)),
    maxReorderFrames: never || intraOnly ? 0 : usability?.maxReorderFrames,
    pixelShape: usability?.pixelShape ?? unknownPixelShape,
    framerate: usability?.framerate,
  };
}

function readChroma(reader: BitReader): Pick<H264Sps, 'chromaFormatIdc' | 'bitDepth'> {
  const chromaFormatIdc = reader.unsigned();
  if (chromaFormatIdc === 3) reader.flag();
  const bitDepth = 8 + Math.max(reader.unsigned(), reader.unsigned());
  reader.flag();
  if (reader.flag()) {
    const lists = chromaFormatIdc === 3 ? 12 : 8;
    for (let index = 0; index < lists; index++) {
      if (reader.flag()) skipScalingList(reader, index < 6 ? 16 : 64);
    }
  }
  return { chromaFormatIdc, bitDepth };
}

/** H.264, 7.3.2.1.1.1. */
function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  for (let index = 0; index < size; index++) {
    const next = (last + reader.signed() + 256) % 256;
    if (next === 0) return;
    last = next;
  }
}

/** @returns `pic_order_cnt_type`; 2 means that output order is decoding order (H.264, 8.2.1.3) */
function readFrameOrder(reader: BitReader): number {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return type;
  reader.flag();
  reader.signed();
  reader.signed();
  const offsets = Math.min(reader.unsigned(), MAX_CYCLE_OFFSETS);
  for (let index = 0; index < offsets; index++) reader.signed();
  return type;
}

/** The VUI (H.264, E.1.1). */
function readUsability(
  reader: BitReader,
): Pick<H264Sps, 'maxReorderFrames' | 'pixelShape' | 'framerate'> | undefined {
  const pixelShape = readPixelShape(reader);
  skipVideoSignal(reader);
  const framerate = reader.flag() ? readFramerate(reader) : undefined;
  if (reader.overran) return undefined;
  return { pixelShape, framerate, maxReorderFrames: readReorderFrames(reader) };
}

/** Ticks are those of fields, of which a frame has two. */
function readFramerate(reader: BitReader): number | undefined {
  const [unitsInTick, timeScale] = [reader.bits(32), reader.bits(32)];
  reader.flag();
  return unitsInTick === 0 ? undefined : timeScale / (2 * unitsInTick);
}

/** `max_num_reorder_frames`. */
function readReorderFrames(reader: BitReader): number | undefined {
  const hasNal = reader.flag();
  if (hasNal) skipHrd(reader);
  const hasVcl = reader.flag();
  if (hasVcl) skipHrd(reader);
  if (hasNal || hasVcl) reader.flag();
  reader.flag();
  if (!reader.flag()) return undefined;
  reader.flag();
  for (let skipped = 0; skipped < 4; skipped++) reader.unsigned();
  const frames = reader.unsigned();
  return reader.overran ? undefined : frames;
}

/** H.264, E.1.2. */
function skipHrd(reader: BitReader): void {
  const count = Math.min(reader.unsigned() + 1, MAX_CPB_COUNT);
  reader.bits(8);
  for (let index = 0; index < count; index++) {
    reader.unsigned();
    reader.unsigned();
    reader.flag();
  }
  reader.bits(20);
}
