import { AccessUnitBuilder } from './access-unit-builder.js';
import { fragmentEnd, fragmentStart } from './nal-unit-payloader.js';
import type { DepayloadedFrame, Depayloader } from './payloader.js';

/** How NAL units of a codec come in RTP payloads. */
export interface NalUnitDepayloadFormat {
  /** Of a NAL unit and of the payload header, which replaces it. */
  readonly headerBytes: number;
  /** The shortest NAL unit there is. */
  readonly leastBytes: number;
  readonly typeOf: (payload: Buffer) => number;
  /** Whether a payload of this type is a NAL unit. */
  readonly isSingle: (type: number) => boolean;
  /** Types of payloads that hold several units, and a part of one. */
  readonly aggregationType: number;
  readonly fragmentationType: number;
  /** The type of the unit in the header of a fragment, and the unit's own header made of both. */
  readonly fragmentType: (fragmentHeader: number) => number;
  readonly headerOf: (payload: Buffer, type: number) => Buffer;
  readonly isKeyFrame: (types: ReadonlySet<number>) => boolean;
}

/** In place of the header that fragments behind the first do not need. */
const noHeader = Buffer.alloc(0);

/** Puts the NAL units of payloads together again, as Annex B. */
export class NalUnitDepayloader implements Depayloader {
  constructor(private readonly format: NalUnitDepayloadFormat) {}

  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined {
    const unit = new AccessUnitBuilder();
    const types = new Set<number>();
    for (const payload of payloads) {
      // Half of a NAL unit would be decoded to damage that is shown.
      if (!this.read(unit, types, payload)) return undefined;
    }
    const data = unit.finish();
    return data && { keyFrame: this.format.isKeyFrame(types), data };
  }

  private read(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
    const { leastBytes, typeOf, isSingle, aggregationType, fragmentationType } = this.format;
    if (payload.length < leastBytes) return false;
    const type = typeOf(payload);
    if (type === aggregationType) return this.readAggregate(unit, types, payload);
    if (type === fragmentationType) return this.readFragment(unit, types, payload);
    if (!isSingle(type)) return false;
    types.add(type);
    return unit.add(payload);
  }

  private readAggregate(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
    const { headerBytes, leastBytes, typeOf } = this.format;
    let at = headerBytes;
    while (at + 2 <= payload.length) {
      const length = payload.readUInt16BE(at);
      at += 2;
      const nalUnit = payload.subarray(at, at + length);
      if (length < leastBytes || nalUnit.length < length || !unit.add(nalUnit)) return false;
      types.add(typeOf(nalUnit));
      at += length;
    }
    return at > headerBytes;
  }

  private readFragment(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
    const { headerBytes, fragmentType, headerOf } = this.format;
    if (payload.length < headerBytes + 2) return false;
    const fragmentHeader = payload[headerBytes] ?? 0;
    const type = fragmentType(fragmentHeader);
    types.add(type);
    const isStart = (fragmentHeader & fragmentStart) !== 0;
    return unit.addFragment(
      isStart ? headerOf(payload, type) : noHeader,
      isStart,
      (fragmentHeader & fragmentEnd) !== 0,
      payload.subarray(headerBytes + 1),
    );
  }
}
