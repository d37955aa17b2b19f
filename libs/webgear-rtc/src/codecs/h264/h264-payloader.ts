import { NalUnitType, nalUnitType, splitAnnexB } from '../../bitstream/annex-b.js';
import { equalParts, maxPayloadBytes, type Payloader } from '../payloader.js';

const stapA = 24;
const fuA = 28;
const fuStart = 0x80;
const fuEnd = 0x40;

/** H.264 in packetization mode 1: single NAL units, STAP-A for what precedes the slices, FU-A (RFC 6184). */
export class H264Payloader implements Payloader {
  payload(data: Buffer): Buffer[] {
    const payloads: Buffer[] = [];
    let parameterSets: Buffer[] = [];
    for (const nalUnit of splitAnnexB(data)) {
      const type = nalUnitType(nalUnit);
      if (isLeftOut(type)) continue;
      if (isParameterSet(type)) {
        parameterSets.push(nalUnit);
        continue;
      }
      payloads.push(...aggregate(parameterSets));
      parameterSets = [];
      payloads.push(...fragment(nalUnit));
    }
    payloads.push(...aggregate(parameterSets));
    return payloads;
  }
}

/** Types that mean something else in a payload: 24 to 29 are aggregates and fragments there (RFC 6184, table 1). */
const firstUnspecified = 24;

const leftOut = new Set<number>([
  0,
  // They mean nothing over RTP, where the time stamp delimits frames, padding has its own bit and a stream has no end.
  NalUnitType.AccessUnitDelimiter,
  NalUnitType.EndOfSequence,
  NalUnitType.EndOfStream,
  NalUnitType.FillerData,
]);

function isLeftOut(type: number): boolean {
  return type >= firstUnspecified || leftOut.has(type);
}

function isParameterSet(type: number): boolean {
  return type === NalUnitType.Sps || type === NalUnitType.Pps || type === NalUnitType.SpsExtension;
}

/** One STAP-A of all units where they fit, so that no decoder sees a PPS without its SPS (RFC 6184, 5.7.1). */
function aggregate(nalUnits: readonly Buffer[]): Buffer[] {
  const bytes = nalUnits.reduce((sum, nalUnit) => sum + 2 + nalUnit.length, 1);
  if (nalUnits.length < 2 || bytes > maxPayloadBytes) return nalUnits.flatMap(fragment);
  const payload = Buffer.allocUnsafe(bytes);
  payload[0] = stapA | Math.max(...nalUnits.map((nalUnit) => (nalUnit[0] ?? 0) & 0x60));
  let offset = 1;
  for (const nalUnit of nalUnits) {
    offset = payload.writeUInt16BE(nalUnit.length, offset);
    offset += nalUnit.copy(payload, offset);
  }
  return [payload];
}

/** The unit as it is where it fits, else FU-A fragments (RFC 6184, 5.8). */
function fragment(nalUnit: Buffer): Buffer[] {
  if (nalUnit.length <= maxPayloadBytes) return [nalUnit];
  const header = nalUnit[0] ?? 0;
  const lengths = equalParts(nalUnit.length - 1, maxPayloadBytes - 2);
  let offset = 1;
  return lengths.map((length, index) => {
    const payload = Buffer.allocUnsafe(2 + length);
    payload[0] = (header & 0x60) | fuA;
    payload[1] = (header & 0x1f) | (index === 0 ? fuStart : 0) | (index === lengths.length - 1 ? fuEnd : 0);
    nalUnit.copy(payload, 2, offset, offset + length);
    offset += length;
    return payload;
  });
}
