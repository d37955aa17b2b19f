import { splitAnnexB } from '../../bitstream/annex-b.js';
import { H265NalUnitType, h265NalUnitType } from '../../bitstream/h265-nal-units.js';
import { equalParts, maxPayloadBytes, type Payloader } from '../payloader.js';

const headerBytes = 2;
const aggregation = 48;
const fragmentation = 49;
const fuStart = 0x80;
const fuEnd = 0x40;

/** H.265: single NAL units, an aggregation packet for parameter sets, fragmentation units; no DONL (RFC 7798, 4.4). */
export class H265Payloader implements Payloader {
  payload(data: Buffer): Buffer[] {
    const payloads: Buffer[] = [];
    let parameterSets: Buffer[] = [];
    for (const nalUnit of splitAnnexB(data)) {
      const type = h265NalUnitType(nalUnit);
      if (nalUnit.length < headerBytes || isLeftOut(type)) continue;
      if (isParameterSet(type)) {
        parameterSets.push(nalUnit);
        continue;
      }
      payloads.push(...aggregate(parameterSets), ...fragment(nalUnit));
      parameterSets = [];
    }
    payloads.push(...aggregate(parameterSets));
    return payloads;
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

/** One packet of all units where they fit, so that no decoder sees a set without that it refers to (RFC 7798, 4.4.2). */
function aggregate(nalUnits: readonly Buffer[]): Buffer[] {
  const bytes = nalUnits.reduce((sum, nalUnit) => sum + 2 + nalUnit.length, headerBytes);
  if (nalUnits.length < 2 || bytes > maxPayloadBytes) return nalUnits.flatMap(fragment);
  const payload = Buffer.allocUnsafe(bytes);
  payload.writeUInt16BE(payloadHeader(nalUnits, aggregation), 0);
  let offset = headerBytes;
  for (const nalUnit of nalUnits) {
    offset = payload.writeUInt16BE(nalUnit.length, offset);
    offset += nalUnit.copy(payload, offset);
  }
  return [payload];
}

/** The unit as it is where it fits, else fragmentation units (RFC 7798, 4.4.3). */
function fragment(nalUnit: Buffer): Buffer[] {
  if (nalUnit.length <= maxPayloadBytes) return [nalUnit];
  const header = payloadHeader([nalUnit], fragmentation);
  const type = h265NalUnitType(nalUnit);
  const lengths = equalParts(nalUnit.length - headerBytes, maxPayloadBytes - headerBytes - 1);
  let offset = headerBytes;
  return lengths.map((length, index) => {
    const payload = Buffer.allocUnsafe(headerBytes + 1 + length);
    payload.writeUInt16BE(header, 0);
    payload[2] = type | (index === 0 ? fuStart : 0) | (index === lengths.length - 1 ? fuEnd : 0);
    nalUnit.copy(payload, headerBytes + 1, offset, offset + length);
    offset += length;
    return payload;
  });
}

/** Another type, the lowest layer and the lowest temporal id of the units, and F where one of them has it. */
function payloadHeader(nalUnits: readonly Buffer[], type: number): number {
  const headers = nalUnits.map((nalUnit) => nalUnit.readUInt16BE(0));
  const forbidden = headers.some((header) => (header & 0x8000) !== 0) ? 0x8000 : 0;
  const layerId = Math.min(...headers.map((header) => (header >> 3) & 0x3f));
  const temporalId = Math.min(...headers.map((header) => header & 0x07));
  return forbidden | (type << 9) | (layerId << 3) | temporalId;
}
