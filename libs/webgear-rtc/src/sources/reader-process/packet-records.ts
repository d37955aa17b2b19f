import type { RelayedPacket } from '../../ffmpeg/relay/packet-relay.js';

/** What a reader process writes to its second channel, which has a form of its own: one for any value costs several copies. */
export type PacketRecord =
  | { readonly id: number; readonly kind: 'packet'; readonly packet: RelayedPacket }
  /** A read has failed or is at its end: FFmpeg's error number. */
  | { readonly id: number; readonly kind: 'ended'; readonly result: number };

/** Length of the record, `id`, stream, flags, and three times of 64 bits. */
const HEADER_BYTES = 4 * 4 + 3 * 8;

/** In the place of a stream: no packet, and its number in that of the flags. */
const ENDED = -1;

/** The header of a record, which the bytes of its packet follow. */
export function headerOf(record: PacketRecord): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(record.id, 4);
  if (record.kind === 'ended') {
    header.writeUInt32LE(HEADER_BYTES);
    header.writeInt32LE(ENDED, 8);
    header.writeInt32LE(record.result, 12);
    return header;
  }
  const { data, streamIndex, flags, pts, dts, duration } = record.packet;
  header.writeUInt32LE(HEADER_BYTES + data.length);
  header.writeInt32LE(streamIndex, 8);
  header.writeInt32LE(flags, 12);
  header.writeBigInt64LE(pts, 16);
  header.writeBigInt64LE(dts, 24);
  header.writeBigInt64LE(duration, 32);
  return header;
}

/** Reads records from a stream of bytes that is cut anywhere. */
export class PacketRecords {
  private parts: Buffer[] = [];
  private bytes = 0;
  private needed = HEADER_BYTES;

  constructor(private readonly onRecord: (record: PacketRecord) => void) {}

  /** Takes the next bytes. Packets keep them, so they must not be written to afterwards. */
  push(chunk: Buffer): void {
    this.parts.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes < this.needed) return;
    const [first = chunk] = this.parts;
    let rest = this.parts.length === 1 ? first : Buffer.concat(this.parts, this.bytes);
    this.needed = HEADER_BYTES;
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readUInt32LE(0);
      if (rest.length < length) {
        this.needed = length;
        break;
      }
      this.onRecord(read(rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
    this.parts = rest.length === 0 ? [] : [rest];
    this.bytes = rest.length;
  }
}

function read(record: Buffer): PacketRecord {
  const id = record.readUInt32LE(4);
  const streamIndex = record.readInt32LE(8);
  const flags = record.readInt32LE(12);
  if (streamIndex === ENDED) return { id, kind: 'ended', result: flags };
  const pts = record.readBigInt64LE(16);
  const dts = record.readBigInt64LE(24);
  const duration = record.readBigInt64LE(32);
  const data = record.subarray(HEADER_BYTES);
  return { id, kind: 'packet', packet: { streamIndex, flags, pts, dts, duration, data } };
}
