import { leb128Bytes, type Obu, ObuType, splitObus, writeLeb128 } from '../../bitstream/av1-obus.js';
import { isAv1KeyFrame } from '../../bitstream/av1-stream-inspector.js';
import { maxPayloadBytes, type Payloader } from '../payloader.js';

const continuesFromBefore = 0x80;
const continuesBehind = 0x40;
const countShift = 4;
const startsSequence = 0x08;

/** W of the aggregation header has two bits: more elements would all need a length, the last one too. */
const maxElements = 3;

/** A shorter piece of an OBU costs more in headers than it fills. */
const minPieceBytes = 16;

/** Types without meaning over RTP (RTP payload format for AV1, section 5). */
const leftOut = new Set<number>([ObuType.TemporalDelimiter, ObuType.TileList, ObuType.Padding]);

/** A payload in the making. */
interface Packet {
  readonly pieces: Buffer[];
  /** With aggregation header and the lengths of all pieces but the last. */
  bytes: number;
  readonly continued: boolean;
  continues: boolean;
}

/** AV1 in OBU elements without size fields, filled into payloads in order (RTP payload format for AV1, version 1.0, 4.4 and 5). */
export class Av1Payloader implements Payloader {
  payload(data: Buffer): Buffer[] {
    const obus = splitObus(data).filter(({ type }) => !leftOut.has(type));
    const packets = fill(obus.map(({ header, payload }) => Buffer.concat([header, payload])));
    // Receivers know a key frame by this bit; decoding can start where a sequence header stands before it.
    const isKeyFrame = obus.some(isSequenceHeader) && isAv1KeyFrame(obus);
    return packets.map((packet, index) => toPayload(packet, isKeyFrame && index === 0));
  }
}

function isSequenceHeader({ type }: Obu): boolean {
  return type === ObuType.SequenceHeader;
}

function fill(elements: readonly Buffer[]): Packet[] {
  const packets: Packet[] = [];
  let packet: Packet | undefined;
  for (const element of elements) {
    for (let at = 0; at < element.length;) {
      const left = element.length - at;
      const room = packet === undefined ? 0 : roomIn(packet);
      if (packet === undefined || room < Math.min(left, minPieceBytes)) {
        if (packet !== undefined) packet.continues = at > 0;
        packet = { pieces: [], bytes: 1, continued: at > 0, continues: false };
        packets.push(packet);
        continue;
      }
      const piece = element.subarray(at, at + Math.min(left, room));
      packet.bytes += lengthBytesOfLast(packet) + piece.length;
      packet.pieces.push(piece);
      at += piece.length;
    }
  }
  return packets;
}

/** How much of an element the packet can still take. */
function roomIn(packet: Packet): number {
  if (packet.pieces.length === maxElements) return 0;
  return Math.max(0, maxPayloadBytes - packet.bytes - lengthBytesOfLast(packet));
}

/** What the last piece needs in addition once it is no longer the last. */
function lengthBytesOfLast({ pieces }: Packet): number {
  const last = pieces.at(-1);
  return last === undefined ? 0 : leb128Bytes(last.length);
}

function toPayload({ pieces, bytes, continued, continues }: Packet, isFirstOfSequence: boolean): Buffer {
  const payload = Buffer.allocUnsafe(bytes);
  payload[0] =
    (continued ? continuesFromBefore : 0) |
    (continues ? continuesBehind : 0) |
    (pieces.length << countShift) |
    (isFirstOfSequence ? startsSequence : 0);
  let at = 1;
  for (const [index, piece] of pieces.entries()) {
    if (index < pieces.length - 1) at = writeLeb128(payload, piece.length, at);
    at += piece.copy(payload, at);
  }
  return payload;
}
