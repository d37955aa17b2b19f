/** The NAL units of an Annex B byte stream, without start codes and without copying (H.264, B.1). */
export function splitAnnexB(data: Buffer): Buffer[] {
  const nalUnits: Buffer[] = [];
  let start = -1;
  let from = 0;
  for (;;) {
    const code = data.indexOf(startCode, from);
    if (start >= 0) {
      let end = code < 0 ? data.length : code;
      // A four-byte start code and trailing_zero_8bits leave zeros that belong to no NAL unit.
      while (end > start && data[end - 1] === 0) end--;
      if (end > start) nalUnits.push(data.subarray(start, end));
    }
    if (code < 0) return nalUnits;
    start = code + startCode.length;
    from = start;
  }
}

const startCode = Buffer.from([0, 0, 1]);

/** `nal_unit_type` values used by this library (H.264, table 7-1). */
export const NalUnitType = {
  Slice: 1,
  IdrSlice: 5,
  Sei: 6,
  Sps: 7,
  Pps: 8,
  AccessUnitDelimiter: 9,
  EndOfSequence: 10,
  EndOfStream: 11,
  FillerData: 12,
  SpsExtension: 13,
} as const;

/** `nal_unit_type` of a NAL unit. */
export function nalUnitType(nalUnit: Buffer): number {
  return (nalUnit[0] ?? 0) & 0x1f;
}
