import { NalUnitType, nalUnitType } from '../../bitstream/annex-b.js';
import { AccessUnitBuilder } from '../access-unit-builder.js';
import type { DepayloadedFrame, Depayloader } from '../payloader.js';

const stapA = 24;
const fuA = 28;
const fuStart = 0x80;
const fuEnd = 0x40;

/** H.264 in packetization modes 0 and 1 to Annex B: single NAL units, STAP-A, FU-A (RFC 6184, 5.6 to 5.8). */
export class H264Depayloader implements Depayloader {
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined {
    const unit = new AccessUnitBuilder();
    const types = new Set<number>();
    for (const payload of payloads) {
      // Half of a NAL unit would be decoded to damage that is shown.
      if (!read(unit, types, payload)) return undefined;
    }
    const data = unit.finish();
    return data && { keyFrame: types.has(NalUnitType.IdrSlice), data };
  }
}

function read(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
  const type = nalUnitType(payload);
  if (type === stapA) return readAggregate(unit, types, payload);
  if (type === fuA) return readFragment(unit, types, payload);
  // The others are of the interleaved mode, or no NAL units.
  if (type === 0 || type > stapA) return false;
  types.add(type);
  return unit.add(payload);
}

function readAggregate(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
  let at = 1;
  while (at + 2 <= payload.length) {
    const length = payload.readUInt16BE(at);
    at += 2;
    const nalUnit = payload.subarray(at, at + length);
    if (length === 0 || nalUnit.length < length || !unit.add(nalUnit)) return false;
    types.add(nalUnitType(nalUnit));
    at += length;
  }
  return at > 1;
}

function readFragment(unit: AccessUnitBuilder, types: Set<number>, payload: Buffer): boolean {
  if (payload.length < 3) return false;
  const header = payload[1] ?? 0;
  types.add(header & 0x1f);
  return unit.addFragment(
    Buffer.from([((payload[0] ?? 0) & 0xe0) | (header & 0x1f)]),
    (header & fuStart) !== 0,
    (header & fuEnd) !== 0,
    payload.subarray(2),
  );
}
