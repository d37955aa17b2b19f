import type { DtlsSocket } from 'werift';

const recordHeaderBytes = 13;
const dtls12 = 0xfefd;
const closeNotify = 0;
const fatal = 2;

/** `ContentType` values this library looks at (RFC 5246, 6.2.1). */
export const RecordType = { Alert: 21, Handshake: 22 } as const;

/** One record of a datagram (RFC 6347, 4.1). */
export interface DtlsRecord {
  readonly type: number;
  readonly version: number;
  /** 0 before encryption, 1 after. */
  readonly epoch: number;
  readonly sequenceNumber: number;
  /** What the header stands in front of. */
  readonly fragment: Buffer;
  /** All of it, header included. */
  readonly bytes: Buffer;
}

/** The records of a datagram, in order; what is cut short ends the reading. */
export function* readRecords(datagram: Buffer): Generator<DtlsRecord> {
  for (let start = 0; start + recordHeaderBytes <= datagram.length;) {
    const end = start + recordHeaderBytes + datagram.readUInt16BE(start + 11);
    if (end > datagram.length) return;
    yield {
      type: datagram.readUInt8(start),
      version: datagram.readUInt16BE(start + 1),
      epoch: datagram.readUInt16BE(start + 3),
      sequenceNumber: datagram.readUIntBE(start + 5, 6),
      fragment: datagram.subarray(start + recordHeaderBytes, end),
      bytes: datagram.subarray(start, end),
    };
    start = end;
  }
}

/**
 * Is this record an alert of the other end that ends the connection?
 *
 * werift takes one for it that only looks encrypted: eleven bytes from a forged address would end a session.
 */
export function isClosingAlert(
  server: DtlsSocket,
  { type, version, epoch, sequenceNumber, fragment }: DtlsRecord,
): boolean {
  if (type !== RecordType.Alert) return false;
  try {
    const header = { type, version, epoch, sequenceNumber };
    const [level, description] = server.cipher.cipher.decrypt(server.sessionType, fragment, header);
    return level === fatal || description === closeNotify;
  } catch {
    return false;
  }
}

/** The alert that ends a connection in good order, which werift does not send (RFC 5246, 7.2.1). */
export function encodeCloseNotify(server: DtlsSocket): Buffer {
  // The only record we ever send after Finished. Its number only has to differ from Finished's, whose number goes on
  // counting from the records before it: the same nonce twice would give away the key (RFC 5288, 3).
  const sequenceNumber = 2 ** 32;
  const header = { type: RecordType.Alert, version: dtls12, epoch: 1, sequenceNumber };
  const warning = Buffer.from([1, closeNotify]);
  const fragment = server.cipher.cipher.encrypt(server.sessionType, warning, header);
  const record = Buffer.alloc(recordHeaderBytes);
  record.writeUInt8(header.type, 0);
  record.writeUInt16BE(header.version, 1);
  record.writeUInt16BE(header.epoch, 3);
  record.writeUIntBE(sequenceNumber, 5, 6);
  record.writeUInt16BE(fragment.length, 11);
  return Buffer.concat([record, fragment]);
}
