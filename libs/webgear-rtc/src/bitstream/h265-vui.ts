import type { BitReader } from './bit-reader.js';
import { readPixelShape, skipVideoSignal, unknownPixelShape, type PixelShape } from './pixel-shape.js';

/** What an SPS of H.265 states beside what its decoding needs (ITU-T H.265, E.2.1). */
export interface H265Usability {
  /** `sar_width` and `sar_height`; 0 and 1 if not stated. */
  readonly pixelShape: PixelShape;
  /** Frames per second by `vui_time_scale`; `undefined` if not stated. */
  readonly framerate: number | undefined;
}

/** `num_short_term_ref_pic_sets` and frames of one of them (7.4.3.2.1): bound the work on a corrupt SPS. */
const MAX_REFERENCE_SETS = 64;
const MAX_REFERENCES = 16;
const MAX_LONG_TERM_REFERENCES = 32;

const unknown: H265Usability = { pixelShape: unknownPixelShape, framerate: undefined };

/**
 * Reads on behind `sps_max_latency_increase_plus1` up to the VUI, for which everything in between has to be understood.
 *
 * @param orderCountBits length of `slice_pic_order_cnt_lsb`
 */
export function readH265Usability(reader: BitReader, orderCountBits: number): H265Usability {
  for (let skipped = 0; skipped < 6; skipped++) reader.unsigned();
  if (reader.flag() && reader.flag()) skipScalingLists(reader);
  reader.bits(2);
  if (reader.flag()) {
    reader.bits(8);
    reader.unsigned();
    reader.unsigned();
    reader.flag();
  }
  if (!skipReferenceSets(reader)) return unknown;
  if (reader.flag()) {
    const references = Math.min(reader.unsigned(), MAX_LONG_TERM_REFERENCES);
    for (let index = 0; index < references; index++) reader.bits(orderCountBits + 1);
  }
  reader.bits(2);
  if (!reader.flag() || reader.overran) return unknown;
  const pixelShape = readPixelShape(reader);
  const framerate = readFramerate(reader);
  return reader.overran ? unknown : { pixelShape, framerate };
}

function readFramerate(reader: BitReader): number | undefined {
  skipVideoSignal(reader);
  reader.bits(3);
  if (reader.flag()) for (let skipped = 0; skipped < 4; skipped++) reader.unsigned();
  if (!reader.flag()) return undefined;
  const [unitsInTick, timeScale] = [reader.bits(32), reader.bits(32)];
  return unitsInTick === 0 ? undefined : timeScale / unitsInTick;
}

/** 7.3.4. */
function skipScalingLists(reader: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!reader.flag()) {
        reader.unsigned();
        continue;
      }
      if (size > 1) reader.signed();
      const coefficients = Math.min(64, 1 << (4 + 2 * size));
      for (let index = 0; index < coefficients; index++) reader.signed();
    }
  }
}

/** 7.3.7. @returns whether they are understood */
function skipReferenceSets(reader: BitReader): boolean {
  const count = reader.unsigned();
  if (count > MAX_REFERENCE_SETS) return false;
  let references = 0;
  for (let index = 0; index < count; index++) {
    const isPredicted = index > 0 && reader.flag();
    const read: number = isPredicted ? predictedReferences(reader, references) : statedReferences(reader);
    if (read > MAX_REFERENCES || reader.overran) return false;
    references = read;
  }
  return true;
}

function predictedReferences(reader: BitReader, before: number): number {
  reader.flag();
  reader.unsigned();
  let references = 0;
  for (let index = 0; index <= before; index++) {
    const isUsed = reader.flag();
    // `use_delta_flag`, which is 1 where it is not stated.
    if (isUsed || reader.flag()) references++;
  }
  return references;
}

function statedReferences(reader: BitReader): number {
  const references = reader.unsigned() + reader.unsigned();
  if (references > MAX_REFERENCES) return references;
  for (let index = 0; index < references; index++) {
    reader.unsigned();
    reader.flag();
  }
  return references;
}
