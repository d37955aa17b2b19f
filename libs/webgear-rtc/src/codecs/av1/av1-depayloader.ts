import { type Obu, ObuType, readLeb128, splitObus, writeObu } from '../../bitstream/av1-obus.js';
import { isAv1KeyFrame } from '../../bitstream/av1-stream-inspector.js';
import type { DepayloadedFrame, Depayloader } from '../payloader.js';

const continuesFromBefore = 0x80;
const continuesBehind = 0x40;

/** AV1 in OBU elements to the low-overhead format, one temporal unit at a time (RTP payload format for AV1, version 1.0, 4.4). */
export class Av1Depayloader implements Depayloader {
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined {
    const elements: Buffer[] = [];
    let unfinished: Buffer[] | undefined;
    for (const payload of payloads) {
      const pieces = readElements(payload);
      const head = payload[0] ?? 0;
      if (pieces === undefined || ((head & continuesFromBefore) !== 0) !== (unfinished !== undefined)) {
        return undefined;
      }
      for (const [index, piece] of pieces.entries()) {
        const whole: Buffer[] = index === 0 && unfinished !== undefined ? unfinished : [];
        whole.push(piece);
        const isContinued = index === pieces.length - 1 && (head & continuesBehind) !== 0;
        unfinished = isContinued ? whole : undefined;
        if (!isContinued) elements.push(whole.length === 1 ? piece : Buffer.concat(whole));
      }
    }
    return unfinished === undefined ? toFrame(elements) : undefined;
  }
}

function toFrame(elements: readonly Buffer[]): DepayloadedFrame | undefined {
  // Each element is one OBU, with or without a size field.
  const obus = elements.map((element): Obu | undefined => splitObus(element)[0]);
  if (obus.some((obu) => obu === undefined)) return undefined;
  const units = (obus as Obu[]).filter(({ type }) => type !== ObuType.TemporalDelimiter);
  if (units.length === 0) return undefined;
  const hasSequenceHeader = units.some(({ type }) => type === ObuType.SequenceHeader);
  return {
    keyFrame: hasSequenceHeader && isAv1KeyFrame(units),
    data: Buffer.concat(units.map(writeObu)),
  };
}

/** The elements of a payload, whole or not; `undefined` where one is longer than the payload. */
function readElements(payload: Buffer): Buffer[] | undefined {
  const count = ((payload[0] ?? 0) >> 4) & 3;
  const pieces: Buffer[] = [];
  for (let at = 1; at < payload.length;) {
    // W is the number of elements, of which the last has no length; 0 where each has one.
    const isLast = count > 0 && pieces.length === count - 1;
    const size = isLast ? { value: payload.length - at, bytes: 0 } : readLeb128(payload, at);
    if (size === undefined || at + size.bytes + size.value > payload.length) return undefined;
    at += size.bytes;
    pieces.push(payload.subarray(at, at + size.value));
    at += size.value;
  }
  return pieces.length === 0 || (count > 0 && pieces.length !== count) ? undefined : pieces;
}
