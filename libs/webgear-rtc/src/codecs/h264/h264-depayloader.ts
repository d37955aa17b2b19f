import { NalUnitType, nalUnitType } from '../../bitstream/annex-b.js';
import { startCode, type DepayloadedFrame, type Depayloader } from '../depayloader.js';

const stapA = 24;
const fuA = 28;
const fuStart = 0x80;
const fuEnd = 0x40;

/** H.264 in packetization modes 0 and 1 to Annex B: single NAL units, STAP-A, FU-A (RFC 6184, 5.6 to 5.8). */
export class H264Depayloader implements Depayloader {
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined {
    const unit = new AccessUnit();
    for (const payload of payloads) {
      const type = nalUnitType(payload);
      // Half of a NAL unit would be decoded to damage that is shown.
      if (!read(unit, payload, type)) return undefined;
    }
    return unit.finish();
  }
}

function read(unit: AccessUnit, payload: Buffer, type: number): boolean {
  if (type === stapA) return readStapA(unit, payload);
  if (type === fuA) return readFuA(unit, payload);
  // The others are of the interleaved mode, or no NAL units.
  if (type === 0 || type > stapA) return false;
  return unit.add(payload);
}

/** NAL units in the making, with start codes. */
class AccessUnit {
  private readonly parts: Buffer[] = [];
  private isFragmented = false;
  private keyFrame = false;

  /** @returns `false` within a fragmented unit */
  add(nalUnit: Buffer): boolean {
    if (this.isFragmented) return false;
    this.note(nalUnitType(nalUnit));
    this.parts.push(startCode, nalUnit);
    return true;
  }

  /** @returns `false` for a fragment that does not follow the one before */
  addFragment(header: number, isStart: boolean, isEnd: boolean, fragment: Buffer): boolean {
    if (isStart === this.isFragmented) return false;
    if (isStart) {
      this.note(header & 0x1f);
      this.parts.push(startCode, Buffer.from([header]));
    }
    this.parts.push(fragment);
    this.isFragmented = !isEnd;
    return true;
  }

  finish(): DepayloadedFrame | undefined {
    if (this.parts.length === 0 || this.isFragmented) return undefined;
    return { keyFrame: this.keyFrame, data: Buffer.concat(this.parts) };
  }

  private note(type: number): void {
    this.keyFrame ||= type === NalUnitType.IdrSlice;
  }
}

function readStapA(unit: AccessUnit, payload: Buffer): boolean {
  for (let at = 1; at + 2 <= payload.length;) {
    const length = payload.readUInt16BE(at);
    at += 2;
    if (length === 0 || at + length > payload.length) return false;
    if (!unit.add(payload.subarray(at, at + length))) return false;
    at += length;
  }
  return true;
}

function readFuA(unit: AccessUnit, payload: Buffer): boolean {
  if (payload.length < 3) return false;
  const indicator = payload[0] ?? 0;
  const header = payload[1] ?? 0;
  return unit.addFragment(
    (indicator & 0xe0) | (header & 0x1f),
    (header & fuStart) !== 0,
    (header & fuEnd) !== 0,
    payload.subarray(2),
  );
}
