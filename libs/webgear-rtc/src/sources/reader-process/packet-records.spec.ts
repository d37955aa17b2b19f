import { describe, expect, it, jest } from '@jest/globals';
import { headerOf, PacketRecords, type PacketRecord } from './packet-records.js';

function packet(id: number, bytes: number): PacketRecord {
  return {
    id,
    kind: 'packet',
    packet: {
      streamIndex: 1,
      flags: 5,
      pts: -(2n ** 63n),
      dts: 2n ** 40n + BigInt(id),
      duration: 3600n,
      data: Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 7 + id) & 0xff)),
    },
  };
}

const records: PacketRecord[] = [
  packet(1, 0),
  packet(4_000_000_000, 1),
  packet(3, 100_000),
  { id: 3, kind: 'ended', result: -541_478_725 },
  packet(4, 39),
];

describe('PacketRecords', () => {
  const bytes = Buffer.concat(
    records.flatMap((record) => [
      headerOf(record),
      record.kind === 'packet' ? record.packet.data : Buffer.alloc(0),
    ]),
  );

  it.each([1, 3, 40, 41, 4096, 65_536, bytes.length])(
    'reads what was written, cut every %d bytes',
    (step) => {
      const read: PacketRecord[] = [];
      const reader = new PacketRecords((record) => read.push(record));
      for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
      expect(read).toEqual(records);
    },
  );

  it('puts a packet together once, however many pieces it came in', () => {
    const large = bytes.subarray(0, bytes.length - 40);
    const join = jest.spyOn(Buffer, 'concat');
    try {
      const read: PacketRecord[] = [];
      const reader = new PacketRecords((record) => read.push(record));
      for (let at = 0; at < large.length; at += 1000) reader.push(large.subarray(at, at + 1000));
      expect(read.length).toBeGreaterThan(2);
      // Once for the large packet, and once for what was cut in its header.
      expect(join.mock.calls.length).toBeLessThan(4);
    } finally {
      join.mockRestore();
    }
  });

  it('copies no packet that came in one piece', () => {
    const read: PacketRecord[] = [];
    new PacketRecords((record) => read.push(record)).push(bytes);
    const owners = read.flatMap((record) => (record.kind === 'packet' ? [record.packet.data.buffer] : []));
    expect(owners.every((owner) => owner === bytes.buffer)).toBe(true);
  });
});
