import { NalUnitType, nalUnitType } from '../../bitstream/annex-b.js';
import { NalUnitDepayloader } from '../nal-unit-depayloader.js';

const stapA = 24;
const fuA = 28;

/** H.264 in packetization modes 0 and 1 to Annex B: single NAL units, STAP-A, FU-A (RFC 6184, 5.6 to 5.8). */
export class H264Depayloader extends NalUnitDepayloader {
  constructor() {
    super({
      headerBytes: 1,
      leastBytes: 1,
      typeOf: nalUnitType,
      // The others are of the interleaved mode, or no NAL units.
      isSingle: (type) => type > 0 && type < stapA,
      aggregationType: stapA,
      fragmentationType: fuA,
      fragmentType: (fragmentHeader) => fragmentHeader & 0x1f,
      headerOf: (payload, type) => Buffer.of(((payload[0] ?? 0) & 0xe0) | type),
      isKeyFrame: (types) => types.has(NalUnitType.IdrSlice),
    });
  }
}
