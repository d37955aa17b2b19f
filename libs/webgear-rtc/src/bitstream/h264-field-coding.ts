import { NalUnitType, nalUnitType, splitAnnexB } from './annex-b.js';
import { BitReader } from './bit-reader.js';

/** Profiles whose SPS says more of colours than the others' (H.264, 7.3.2.1.1). */
const PROFILES_WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128]);

/** Limit of the offsets an SPS may list (H.264, 7.4.2.1.1): a damaged one must not keep the reader busy. */
const MAX_CYCLE_OFFSETS = 255;

/** Whether a stream may have interlaced pictures, which no browser puts together: its SPS allows fields. */
export function allowsFields(data: Buffer): boolean {
  const sps = splitAnnexB(data).find((nalUnit) => nalUnitType(nalUnit) === NalUnitType.Sps);
  if (sps === undefined) return false;
  const reader = new BitReader(sps);
  const profileIdc = reader.bits(8);
  reader.bits(16);
  reader.unsigned();
  if (PROFILES_WITH_CHROMA.has(profileIdc)) skipChroma(reader);
  reader.unsigned();
  skipPictureOrder(reader);
  reader.unsigned();
  reader.flag();
  reader.unsigned();
  reader.unsigned();
  const framesOnly = reader.flag();
  return !framesOnly && !reader.overran;
}

function skipChroma(reader: BitReader): void {
  const chromaFormatIdc = reader.unsigned();
  if (chromaFormatIdc === 3) reader.flag();
  reader.unsigned();
  reader.unsigned();
  reader.flag();
  if (!reader.flag()) return;
  const lists = chromaFormatIdc === 3 ? 12 : 8;
  for (let index = 0; index < lists; index++) {
    if (reader.flag()) skipScalingList(reader, index < 6 ? 16 : 64);
  }
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

function skipPictureOrder(reader: BitReader): void {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return;
  reader.flag();
  reader.signed();
  reader.signed();
  const offsets = Math.min(reader.unsigned(), MAX_CYCLE_OFFSETS);
  for (let index = 0; index < offsets; index++) reader.signed();
}
