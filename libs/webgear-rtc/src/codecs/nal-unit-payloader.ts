import { splitAnnexB } from '../bitstream/annex-b.js';
import { equalParts, maxPayloadBytes, type Payloader } from './payloader.js';

/** How a codec of NAL units is carried by RTP. */
export interface NalUnitPayloadFormat {
  /** Of a NAL unit and of the payload header, which replaces it. */
  readonly headerBytes: number;
  readonly typeOf: (nalUnit: Buffer) => number;
  /** Whether a unit means nothing over RTP, or something else. */
  readonly isLeftOut: (type: number) => boolean;
  readonly isParameterSet: (type: number) => boolean;
  /** Types of payloads that hold several units, and a part of one. */
  readonly aggregationType: number;
  readonly fragmentationType: number;
  /** The header of a payload of that type that stands for these units. */
  readonly payloadHeader: (nalUnits: readonly Buffer[], type: number) => Buffer;
}

/** Marks the first fragment of a NAL unit (RFC 6184, 5.8; RFC 7798, 4.4.3). */
export const fragmentStart = 0x80;
/** Marks the last one. */
export const fragmentEnd = 0x40;

/** Single NAL units, one aggregate of the parameter sets, fragments of what is too large. */
export class NalUnitPayloader implements Payloader {
  readonly laysOut = true;
  private memory = Buffer.alloc(0);
  private used = 0;

  constructor(private readonly format: NalUnitPayloadFormat) {}

  payload(data: Buffer): Buffer[] {
    const { headerBytes, typeOf, isLeftOut, isParameterSet } = this.format;
    const payloads: Buffer[] = [];
    const nalUnits = splitAnnexB(data);
    this.reserve(nalUnits);
    let parameterSets: Buffer[] = [];
    for (const nalUnit of nalUnits) {
      if (nalUnit.length < headerBytes) continue;
      const type = typeOf(nalUnit);
      if (isLeftOut(type)) continue;
      if (isParameterSet(type)) {
        parameterSets.push(nalUnit);
        continue;
      }
      this.aggregate(parameterSets, payloads);
      this.fragment(nalUnit, payloads);
      parameterSets = [];
    }
    this.aggregate(parameterSets, payloads);
    return payloads;
  }

  /** One payload of all units where they fit, so that no decoder sees a set without that it refers to. */
  private aggregate(nalUnits: readonly Buffer[], payloads: Buffer[]): void {
    if (nalUnits.length === 0) return;
    const { headerBytes, payloadHeader, aggregationType } = this.format;
    const bytes = nalUnits.reduce((sum, nalUnit) => sum + 2 + nalUnit.length, headerBytes);
    if (nalUnits.length < 2 || bytes > maxPayloadBytes) {
      for (const nalUnit of nalUnits) this.fragment(nalUnit, payloads);
      return;
    }
    const payload = this.take(bytes);
    let offset = payloadHeader(nalUnits, aggregationType).copy(payload);
    for (const nalUnit of nalUnits) {
      offset = payload.writeUInt16BE(nalUnit.length, offset);
      offset += nalUnit.copy(payload, offset);
    }
    payloads.push(payload);
  }

  /** The unit as it is where it fits, else fragments. */
  private fragment(nalUnit: Buffer, payloads: Buffer[]): void {
    if (nalUnit.length <= maxPayloadBytes) {
      const payload = this.take(nalUnit.length);
      nalUnit.copy(payload);
      payloads.push(payload);
      return;
    }
    const { headerBytes, typeOf, payloadHeader, fragmentationType } = this.format;
    const header = payloadHeader([nalUnit], fragmentationType);
    const type = typeOf(nalUnit);
    const lengths = equalParts(nalUnit.length - headerBytes, this.mostFragmentBytes);
    let offset = headerBytes;
    for (const [index, length] of lengths.entries()) {
      const payload = this.take(headerBytes + 1 + length);
      header.copy(payload);
      const isLast = index === lengths.length - 1;
      payload[headerBytes] = type | (index === 0 ? fragmentStart : 0) | (isLast ? fragmentEnd : 0);
      nalUnit.copy(payload, headerBytes + 1, offset, offset + length);
      offset += length;
      payloads.push(payload);
    }
  }

  private get mostFragmentBytes(): number {
    return maxPayloadBytes - this.format.headerBytes - 1;
  }

  /** Memory for all payloads of a frame, at most so many: garbage of that size decides how often all of the heap is searched. */
  private reserve(nalUnits: readonly Buffer[]): void {
    const overheadBytes = this.format.headerBytes + 2;
    let bytes = 0;
    for (const { length } of nalUnits)
      bytes += length + overheadBytes * Math.ceil(length / this.mostFragmentBytes);
    this.memory = Buffer.allocUnsafeSlow(bytes);
    this.used = 0;
  }

  private take(bytes: number): Buffer {
    const start = this.used;
    this.used += bytes;
    return this.memory.subarray(start, this.used);
  }
}
