import { NalUnitType, nalUnitType } from '../../bitstream/annex-b.js';
import { NalUnitPayloader } from '../nal-unit-payloader.js';

const stapA = 24;
const fuA = 28;

/** H.264 in packetization mode 1: single NAL units, STAP-A for what precedes the slices, FU-A (RFC 6184, 5.6 to 5.8). */
export class H264Payloader extends NalUnitPayloader {
  constructor() {
    super({
      headerBytes: 1,
      typeOf: nalUnitType,
      isLeftOut,
      isParameterSet,
      aggregationType: stapA,
      fragmentationType: fuA,
      // The most important of the units says how important the payload is (RFC 6184, 5.7).
      payloadHeader: (nalUnits, type) =>
        Buffer.of(type | Math.max(...nalUnits.map((nalUnit) => (nalUnit[0] ?? 0) & 0x60))),
    });
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
