import type { DtlsServer } from 'werift';

const recordHeaderBytes = 13;
const alertRecord = 21;
const warningCloseNotify = Buffer.from([1, 0]);
const dtls12 = 0xfefd;

/**
 * The records of a datagram that are encrypted, in order (RFC 6347, 4.1).
 *
 * A datagram that mixes both is real: a client whose peer's last flight was lost sends its own again, and only the
 * encrypted end of it shows that it is the same client.
 */
export function encryptedRecords(datagram: Buffer): Buffer | undefined {
  const records: Buffer[] = [];
  for (let start = 0; start + recordHeaderBytes <= datagram.length;) {
    const end = start + recordHeaderBytes + datagram.readUInt16BE(start + 11);
    if (end > datagram.length) break;
    const epoch = datagram.readUInt16BE(start + 3);
    if (epoch > 0) records.push(datagram.subarray(start, end));
    start = end;
  }
  return records.length > 0 ? Buffer.concat(records) : undefined;
}

/** The alert that ends a connection in good order, which werift does not send (RFC 5246, 7.2.1). */
export function encodeCloseNotify(server: DtlsServer): Buffer {
  // The only record we ever send after Finished. Its number only has to differ from Finished's, whose number goes on
  // counting from the records before it: the same nonce twice would give away the key (RFC 5288, 3).
  const sequenceNumber = 2 ** 32;
  const header = { type: alertRecord, version: dtls12, epoch: 1, sequenceNumber };
  const fragment = server.cipher.cipher.encrypt(server.sessionType, warningCloseNotify, header);
  const record = Buffer.alloc(recordHeaderBytes);
  record.writeUInt8(alertRecord, 0);
  record.writeUInt16BE(dtls12, 1);
  record.writeUInt16BE(header.epoch, 3);
  record.writeUIntBE(sequenceNumber, 5, 6);
  record.writeUInt16BE(fragment.length, 11);
  return Buffer.concat([record, fragment]);
}
