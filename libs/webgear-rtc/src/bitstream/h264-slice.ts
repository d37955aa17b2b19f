import { NalUnitType, nalUnitType } from './annex-b.js';
import { BitReader } from './bit-reader.js';

/** The first fields of a slice header (H.264, 7.3.3). */
export interface H264Slice {
  readonly isIdr: boolean;
  /** Slice type; I slices are intra coded. */
  readonly type: 'P' | 'B' | 'I';
  /** `pic_parameter_set_id` of the PPS it refers to. */
  readonly ppsId: number;
}

/** `slice_type` modulo 5: P, B, I, SP, SI (H.264, table 7-6). */
const SLICE_TYPES = ['P', 'B', 'I', 'P', 'I'] as const;

/** Each of the first three fields has at most 65 bits, plus emulation prevention bytes. */
const HEADER_BYTES = 32;

const MAX_PPS_ID = 255;

/** Parses the first fields of a slice header; `undefined` for another NAL unit, or a corrupt one. */
export function parseH264Slice(nalUnit: Buffer): H264Slice | undefined {
  const unitType = nalUnitType(nalUnit);
  if (unitType !== NalUnitType.Slice && unitType !== NalUnitType.IdrSlice) return undefined;
  const reader = BitReader.ofNalUnit(nalUnit.subarray(0, HEADER_BYTES));
  reader.unsigned();
  const type = SLICE_TYPES[reader.unsigned() % 5];
  const ppsId = reader.unsigned();
  if (reader.overran || type === undefined || ppsId > MAX_PPS_ID) return undefined;
  return { isIdr: unitType === NalUnitType.IdrSlice, type, ppsId };
}
