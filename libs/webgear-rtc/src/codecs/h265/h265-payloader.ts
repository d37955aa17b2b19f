import { H265NalUnitType, h265NalUnitType } from '../../bitstream/h265-nal-units.js';
import { NalUnitPayloader } from '../nal-unit-payloader.js';

const headerBytes = 2;
const aggregation = 48;
const fragmentation = 49;

/** H.265: single NAL units, an aggregation packet for parameter sets, fragmentation units; no DONL (RFC 7798, 4.4). */
export class H265Payloader extends NalUnitPayloader {
  constructor() {
    super({
      headerBytes,
      typeOf: h265NalUnitType,
      isLeftOut,
      isParameterSet,
      aggregationType: aggregation,
      fragmentationType: fragmentation,
      payloadHeader,
    });
  }
}

const leftOut = new Set<number>([
  // They mean nothing over RTP, where the time stamp delimits frames, padding has its own bit and a stream has no end.
  H265NalUnitType.AccessUnitDelimiter,
  H265NalUnitType.EndOfSequence,
  H265NalUnitType.EndOfBitstream,
  H265NalUnitType.FillerData,
]);

/** From 48 on, types mean something else in a payload (RFC 7798, 4.2). */
function isLeftOut(type: number): boolean {
  return type >= aggregation || leftOut.has(type);
}

function isParameterSet(type: number): boolean {
  return type >= H265NalUnitType.Vps && type <= H265NalUnitType.Pps;
}

/** Another type, the lowest layer and the lowest temporal id of the units, and F where one of them has it. */
function payloadHeader(nalUnits: readonly Buffer[], type: number): Buffer {
  const headers = nalUnits.map((nalUnit) => nalUnit.readUInt16BE(0));
  const forbidden = headers.some((header) => (header & 0x8000) !== 0) ? 0x8000 : 0;
  const layerId = Math.min(...headers.map((header) => (header >> 3) & 0x3f));
  const temporalId = Math.min(...headers.map((header) => header & 0x07));
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt16BE(forbidden | (type << 9) | (layerId << 3) | temporalId);
  return header;
}
