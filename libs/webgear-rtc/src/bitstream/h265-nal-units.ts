/** `nal_unit_type` values used by this library (ITU-T H.265, table 7-1). */
export const H265NalUnitType = {
  IdrWithRadl: 19,
  IdrWithoutLeading: 20,
  LastIrap: 23,
  Vps: 32,
  Sps: 33,
  Pps: 34,
  AccessUnitDelimiter: 35,
  EndOfSequence: 36,
  EndOfBitstream: 37,
  FillerData: 38,
} as const;

/** `nal_unit_type` of a NAL unit of H.265, which has a header of two bytes. */
export function h265NalUnitType(nalUnit: Buffer): number {
  return ((nalUnit[0] ?? 0) >> 1) & 0x3f;
}
