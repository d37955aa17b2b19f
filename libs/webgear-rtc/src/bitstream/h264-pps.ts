import { BitReader } from './bit-reader.js';

/** The fields of a PPS that matter before decoding (H.264, 7.3.2.2). */
export interface H264Pps {
  /** `pic_parameter_set_id`. */
  readonly id: number;
  /** `seq_parameter_set_id` of the SPS it refers to. */
  readonly spsId: number;
  /** Slice groups (flexible macroblock ordering): Baseline only, and supported by no browser. */
  readonly hasSliceGroups: boolean;
}

const MAX_PPS_ID = 255;
const MAX_SPS_ID = 31;

/**
 * Parses a PPS; `undefined` if it is truncated or corrupt.
 *
 * @param nalUnit including its header, without a start code
 */
export function parseH264Pps(nalUnit: Buffer): H264Pps | undefined {
  const reader = BitReader.ofNalUnit(nalUnit.subarray(0, 32));
  const id = reader.unsigned();
  const spsId = reader.unsigned();
  reader.bits(2);
  const hasSliceGroups = reader.unsigned() > 0;
  if (reader.overran || id > MAX_PPS_ID || spsId > MAX_SPS_ID) return undefined;
  return { id, spsId, hasSliceGroups };
}
