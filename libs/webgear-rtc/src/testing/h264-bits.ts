/** Writes H.264 syntax elements bit by bit (H.264, 7.2 and 9.1). */
export class H264BitWriter {
  private bits = '';

  /** u(1) each. */
  bit(...values: readonly number[]): this {
    this.bits += values.join('');
    return this;
  }

  /** u(n). */
  number(value: number, bits: number): this {
    this.bits += value.toString(2).padStart(bits, '0');
    return this;
  }

  /** ue(v) each. */
  unsigned(...values: readonly number[]): this {
    for (const value of values) {
      const code = (value + 1).toString(2);
      this.bits += '0'.repeat(code.length - 1) + code;
    }
    return this;
  }

  /**
   * The NAL unit, with trailing bits and emulation prevention, without a start code.
   *
   * @param header the first byte: `nal_ref_idc` and `nal_unit_type`
   */
  nalUnit(header: number): Buffer {
    const padded = this.bits + '1' + '0'.repeat((8 - ((this.bits.length + 1) % 8)) % 8);
    const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
    const escaped: number[] = [];
    for (const byte of bytes) {
      if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
      escaped.push(byte);
    }
    return Buffer.from([header, ...escaped]);
  }
}

/** What an SPS is to say; Constrained Baseline of 640x360 by default. */
export interface SpsSettings {
  readonly id?: number;
  readonly profileIdc?: number;
  readonly constraints?: number;
  readonly levelIdc?: number;
  readonly chromaFormatIdc?: number;
  readonly bitDepth?: number;
  readonly orderType?: 0 | 2;
  readonly columns?: number;
  readonly rows?: number;
  /** Pixels to crop at the bottom, even. */
  readonly cropBottom?: number;
  readonly framesOnly?: boolean;
  /** Left out: the SPS does not say. */
  readonly maxReorderFrames?: number;
}

/** An SPS without a start code. */
export function spsNalUnit(settings: SpsSettings = {}): Buffer {
  const { id = 0, profileIdc = 66, constraints = 0xc0, levelIdc = 31, orderType = 0 } = settings;
  const { chromaFormatIdc = 1, bitDepth = 8, columns = 40, rows = 23, cropBottom = 8 } = settings;
  const { framesOnly = true, maxReorderFrames } = settings;
  const writer = new H264BitWriter().number(profileIdc, 8).number(constraints, 8).number(levelIdc, 8);
  writer.unsigned(id);
  if (profileIdc >= 100) writer.unsigned(chromaFormatIdc, bitDepth - 8, bitDepth - 8).bit(0, 0);
  writer.unsigned(0, orderType);
  if (orderType === 0) writer.unsigned(0);
  writer
    .unsigned(1)
    .bit(0)
    .unsigned(columns - 1, rows - 1)
    .bit(framesOnly ? 1 : 0);
  if (!framesOnly) writer.bit(0);
  writer.bit(0);
  if (cropBottom === 0) writer.bit(0);
  else writer.bit(1).unsigned(0, 0, 0, cropBottom / 2);
  if (maxReorderFrames === undefined) return writer.bit(0).nalUnit(0x67);
  // Aspect ratio, overscan, signal type, chroma location, timing, two HRDs, pic_struct: none.
  writer.bit(1).bit(0, 0, 0, 0, 0, 0, 0, 0).bit(1).bit(1).unsigned(0, 0, 10, 10);
  return writer.unsigned(maxReorderFrames, maxReorderFrames + 1).nalUnit(0x67);
}

/** A PPS without a start code. `variant` makes sets of one id differ. */
export function ppsNalUnit(id = 0, spsId = 0, { sliceGroups = 1, variant = 0 } = {}): Buffer {
  return new H264BitWriter()
    .unsigned(id, spsId)
    .bit(0, 0)
    .unsigned(sliceGroups - 1, variant)
    .nalUnit(0x68);
}

/** A slice without a start code: its header, and some bytes that are no macroblocks. */
export function sliceNalUnit(
  type: 'P' | 'B' | 'I' | 'IDR',
  { ppsId = 0, firstMacroblock = 0, bytes = 4 } = {},
): Buffer {
  const sliceType = { P: 0, B: 1, I: 2, IDR: 7 }[type];
  const head = new H264BitWriter()
    .unsigned(firstMacroblock, sliceType, ppsId)
    .nalUnit(type === 'IDR' ? 0x65 : 0x41);
  return Buffer.concat([head, Buffer.alloc(bytes, 0xa5)]);
}

/** An SEI message of a recovery point, behind one that says nothing. */
export function recoveryPointNalUnit(): Buffer {
  return Buffer.from([0x06, 5, 2, 0xaa, 0xbb, 6, 1, 0xc4, 0x80]);
}

/** NAL units as an Annex B byte stream. */
export function annexB(...nalUnits: readonly Buffer[]): Buffer {
  return Buffer.concat(nalUnits.flatMap((nalUnit) => [Buffer.from([0, 0, 0, 1]), nalUnit]));
}
