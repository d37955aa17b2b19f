const headerBytes = 12;

/** One handshake message of a client in the clear, or a part of one (RFC 6347, 4.2.2). */
export interface HandshakeFragment {
  readonly type: number;
  /** Of the whole message, without its header. */
  readonly length: number;
  readonly messageSequence: number;
  readonly offset: number;
  readonly data: Buffer;
}

/** The fragments in a record, in order; what lies about its lengths ends the reading. */
export function* readFragments(record: Buffer): Generator<HandshakeFragment> {
  for (let start = 0; start + headerBytes <= record.length;) {
    const length = record.readUIntBE(start + 1, 3);
    const offset = record.readUIntBE(start + 6, 3);
    const bytes = record.readUIntBE(start + 9, 3);
    const end = start + headerBytes + bytes;
    if (end > record.length || offset + bytes > length || (bytes === 0 && length > 0)) return;
    yield {
      type: record.readUInt8(start),
      length,
      messageSequence: record.readUInt16BE(start + 4),
      offset,
      data: record.subarray(start + headerBytes, end),
    };
    start = end;
  }
}

/** A whole message as a record in the clear with one fragment. */
export function encodeHandshakeRecord(type: number, messageSequence: number, body: Buffer): Buffer {
  const record = Buffer.alloc(13 + headerBytes + body.length);
  // Handshake, DTLS 1.2, epoch 0. Its number matters to nobody behind us.
  record.set([22, 0xfe, 0xfd], 0);
  record.writeUInt16BE(headerBytes + body.length, 11);
  record.writeUInt8(type, 13);
  record.writeUIntBE(body.length, 14, 3);
  record.writeUInt16BE(messageSequence, 17);
  record.writeUIntBE(body.length, 22, 3);
  body.copy(record, 25);
  return record;
}

/** The smallest fragments that a client may make are larger: 64 of them are 16 KiB. */
const mostPieces = 64;

/** The parts of one message, as they come. It keeps no more than what has come. */
export class PartialMessage {
  private pieces: { readonly offset: number; readonly data: Buffer }[] = [];

  /** @param length of the whole message */
  constructor(private readonly length: number) {}

  /** Takes a part; gives the whole message once there is no gap left. */
  add(offset: number, data: Buffer): Buffer | undefined {
    // One that says other bytes than those before it: one of them is forged. The viewer repeats its own until it is
    // answered, so that the newest wins in the end.
    if (this.pieces.length >= mostPieces || this.contradicts(offset, data)) this.pieces = [];
    this.pieces.push({ offset, data: Buffer.from(data) });
    this.pieces.sort((a, b) => a.offset - b.offset);
    let covered = 0;
    for (const piece of this.pieces) {
      if (piece.offset > covered) return undefined;
      covered = Math.max(covered, piece.offset + piece.data.length);
    }
    return covered < this.length ? undefined : this.join();
  }

  private contradicts(offset: number, data: Buffer): boolean {
    return this.pieces.some((piece) => {
      const from = Math.max(offset, piece.offset);
      const to = Math.min(offset + data.length, piece.offset + piece.data.length);
      return (
        from < to &&
        data.compare(piece.data, from - piece.offset, to - piece.offset, from - offset, to - offset) !== 0
      );
    });
  }

  private join(): Buffer {
    const whole = Buffer.alloc(this.length);
    for (const { offset, data } of this.pieces) data.copy(whole, offset);
    return whole;
  }
}
