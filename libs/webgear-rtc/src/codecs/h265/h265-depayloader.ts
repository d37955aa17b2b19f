import { H265NalUnitType, h265NalUnitType } from '../../bitstream/h265-nal-units.js';
import { NalUnitDepayloader } from '../nal-unit-depayloader.js';

const aggregation = 48;
const fragmentation = 49;

/** H.265 in one stream to Annex B: single NAL units, aggregation packets, fragmentation units; no DONL (RFC 7798, 4.4). */
export class H265Depayloader extends NalUnitDepayloader {
  constructor() {
    super({
      headerBytes: 2,
      leastBytes: 3,
      typeOf: h265NalUnitType,
      // Above are PACI and what is not specified.
      isSingle: (type) => type < aggregation,
      aggregationType: aggregation,
      fragmentationType: fragmentation,
      fragmentType: (fragmentHeader) => fragmentHeader & 0x3f,
      headerOf: (payload, type) => Buffer.of(((payload[0] ?? 0) & 0x81) | (type << 1), payload[1] ?? 0),
      isKeyFrame: (types) =>
        types.has(H265NalUnitType.IdrWithRadl) || types.has(H265NalUnitType.IdrWithoutLeading),
    });
  }
}
