import { H265NalUnitType, h265NalUnitType } from '../../bitstream/h265-nal-units.js';
import { AccessUnitBuilder } from '../access-unit-builder.js';
import type { DepayloadedFrame, Depayloader } from '../payloader.js';

const headerBytes = 2;
const aggregation = 48;
const fragmentation = 49;
const fuStart = 0x80;
const fuEnd = 0x40;

/** H.265 in one stream to Annex B: single NAL units, aggregation packets, fragmentation units; no DONL (RFC 7798, 4.4). */
export class H265Depayloader implements Depayloader {
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined {
    const unit = new AccessUnitBuilder();
    const types = new Set<number>();
    for (const payload of payloads) {
      if (!read(unit, types, payload)) return undefined;
    }
    const data = unit.finish();
    const keyFrame = types.has(H265NalUnitType.IdrWithRadl) || types.has(H265NalUnitType.IdrWithoutLeading);
    return data && { keyFrame, data };
  }
}

function read(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
  if (payload.length <= headerBytes) return false;
  const type = h265NalUnitType(payload);
  if (type === aggregation) return readAggregate(unit, types, payload);
  if (type === fragmentation) return readFragment(unit, types, payload);
  // PACI and what is not specified.
  if (type > fragmentation) return false;
  types.add(type);
  return unit.add(payload);
}

function readAggregate(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
  let at = headerBytes;
  while (at + 2 <= payload.length) {
    const length = payload.readUInt16BE(at);
    at += 2;
    const nalUnit = payload.subarray(at, at + length);
    if (length <= headerBytes || nalUnit.length < length || !unit.add(nalUnit)) return false;
    types.add(h265NalUnitType(nalUnit));
    at += length;
  }
  return at > headerBytes;
}

function readFragment(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
  if (payload.length < headerBytes + 2) return false;
  const fuHeader = payload[headerBytes] ?? 0;
  const type = fuHeader & 0x3f;
  types.add(type);
  const header = Buffer.from([((payload[0] ?? 0) & 0x81) | (type << 1), payload[1] ?? 0]);
  return unit.addFragment(
    header,
    (fuHeader & fuStart) !== 0,
    (fuHeader & fuEnd) !== 0,
    payload.subarray(headerBytes + 1),
  );
}
