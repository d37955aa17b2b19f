import { BitReader } from './bit-reader.js';

/** What a frame parameter set says that matters before decoding (H.264, 7.3.2.2). */
export interface H264Pps {
  /** `pic_parameter_set_id`. */
  readonly id: number;
  /** `seq_parameter_set_id` of the SPS it goes with. */
  readonly spsId: number;
  /** Slice groups, which only Baseline has and no browser decodes: flexible macroblock ordering. */
  readonly hasSliceGroups: boolean;
}

const MAX_PPS_ID = 255;
const MAX_SPS_ID = 31;

/**
 * Reads a frame parameter set; `undefined` where it is cut off or damaged.
 *
 * @param nalUnit with its header, without a start code
 */
export function parseH264Pps(nalUnit: Buffer): H264Pps | undefined {
  const reader = new BitReader(nalUnit.subarray(0, 32));
  const id = reader.unsigned();
  const spsId = reader.unsigned();
  reader.bits(2);
  const hasSliceGroups = reader.unsigned() > 0;
  if (reader.overran || id > MAX_PPS_ID || spsId > MAX_SPS_ID) return undefined;
  return { id, spsId, hasSliceGroups };
}
