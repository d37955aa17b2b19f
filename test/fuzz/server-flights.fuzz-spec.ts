import { expect, test } from '@jest/globals';
import { readRecords } from '../../libs/webgear-rtc/src/transport/dtls/dtls-records.js';
import { encodeHandshakeRecord } from '../../libs/webgear-rtc/src/transport/dtls/handshake-fragments.js';
import { ServerFlight } from '../../libs/webgear-rtc/src/transport/dtls/server-flight.js';
import { fuzz } from './support/fuzz.js';

test('a server’s flight of whatever form breaks nothing, and each message comes out whole and once', async () => {
  const samples = [
    encodeHandshakeRecord(3, 0, Buffer.alloc(23, 1)),
    encodeHandshakeRecord(2, 1, Buffer.alloc(80, 2)),
    encodeHandshakeRecord(11, 2, Buffer.alloc(400, 3)),
    Buffer.concat([
      encodeHandshakeRecord(12, 3, Buffer.alloc(110, 4)),
      encodeHandshakeRecord(13, 4, Buffer.alloc(20, 5)),
      encodeHandshakeRecord(14, 5, Buffer.alloc(0)),
    ]),
  ];
  let flight = new ServerFlight();
  let seen = new Set<number>();
  let fed = 0;
  await fuzz({
    name: 'server-flights',
    samples,
    feed: (input) => {
      if (++fed % 200 === 0) {
        flight = new ServerFlight();
        seen = new Set();
      }
      for (const ready of flight.receive(input)) {
        const [record, ...others] = readRecords(ready);
        expect(others).toEqual([]);
        if (record === undefined || record.epoch > 0) continue;
        const type = record.fragment.readUInt8(0);
        expect(seen.has(type)).toBe(false);
        seen.add(type);
        expect(record.fragment.readUIntBE(1, 3)).toBe(record.fragment.length - 12);
      }
    },
  });
}, 240_000);
