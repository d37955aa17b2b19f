import { expect, test } from '@jest/globals';
import { encodeHandshakeRecord } from '../../libs/webgear-rtc/src/transport/dtls/handshake-fragments.js';
import { readRecords } from '../../libs/webgear-rtc/src/transport/dtls/dtls-records.js';
import { HandshakeReassembler } from '../../libs/webgear-rtc/src/transport/dtls/handshake-reassembler.js';
import { fuzz } from './support/fuzz.js';

const recordHeaderBytes = 13;

/** A message in two records, each with half of it. */
function halves(type: number, sequence: number, body: Buffer): Buffer[] {
  const whole = encodeHandshakeRecord(type, sequence, body);
  const middle = body.length >> 1;
  return [body.subarray(0, middle), body.subarray(middle)].map((piece, at) => {
    const header = Buffer.from(whole.subarray(0, recordHeaderBytes + 12));
    header.writeUInt16BE(12 + piece.length, 11);
    header.writeUIntBE(at * middle, 19, 3);
    header.writeUIntBE(piece.length, 22, 3);
    return Buffer.concat([header, piece]);
  });
}

test('fragments of whatever form break nothing, and only whole messages come out', async () => {
  const samples = [
    ...halves(1, 0, Buffer.alloc(300, 1)),
    ...halves(1, 1, Buffer.alloc(2000, 2)),
    Buffer.concat(halves(11, 2, Buffer.alloc(400, 3))),
    encodeHandshakeRecord(16, 3, Buffer.alloc(33, 4)),
    encodeHandshakeRecord(15, 4, Buffer.alloc(76, 5)),
  ];
  let reassembler = new HandshakeReassembler();
  let fed = 0;
  let whole = 0;
  await fuzz({
    name: 'handshakes',
    samples,
    feed: (input) => {
      if (++fed % 200 === 0) reassembler = new HandshakeReassembler();
      for (const ready of reassembler.receive(input)) {
        const [record, ...others] = readRecords(ready);
        expect(others).toEqual([]);
        if (record?.type !== 22 || record.epoch > 0) continue;
        whole++;
        expect(record.fragment.readUIntBE(1, 3)).toBe(record.fragment.length - 12);
        expect(record.fragment.readUIntBE(9, 3)).toBe(record.fragment.length - 12);
      }
      expect(reassembler['partial'].size).toBeLessThanOrEqual(8);
      expect(reassembler['whole'].size).toBeLessThanOrEqual(6);
    },
  });
  expect(whole).toBeGreaterThan(10);
}, 600_000);
