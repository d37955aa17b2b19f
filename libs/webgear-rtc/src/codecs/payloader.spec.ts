import { describe, expect, test } from '@jest/globals';
import { codecs } from './codecs.js';
import { equalParts, maxPayloadBytes } from './payloader.js';

describe('equalParts', () => {
  test.each([
    [10, 10, [10]],
    [11, 10, [6, 5]],
    [21, 10, [7, 7, 7]],
    [22, 10, [8, 8, 6]],
    [0, 10, []],
  ])('makes of %i bytes in parts of at most %i: %j', (totalBytes, maxPartBytes, parts) => {
    expect(equalParts(totalBytes, maxPartBytes)).toEqual(parts);
  });
});

test('a datagram with everything around the largest payload passes a path of 1,280 bytes, through a relay over IPv6 too', () => {
  const header = 12 + 4 + 12;
  const originalSequenceNumber = 2;
  const srtpTag = 16;
  const turnChannel = 4;
  const udpAndIpv6 = 48;
  const packet = header + originalSequenceNumber + maxPayloadBytes + srtpTag;
  expect(packet + turnChannel + udpAndIpv6).toBeLessThanOrEqual(1280);
});

test.each(['h264', 'h265'] as const)(
  '%s payloads lie next to each other in memory that is theirs alone',
  (codec) => {
    const startCode = Buffer.from([0, 0, 0, 1]);
    const headers = { h264: [0x67, 0x68, 0x65, 0x65], h265: [0x42, 0x44, 0x26, 0x26] }[codec];
    const lengths = [20, 8, maxPayloadBytes, 9 * maxPayloadBytes + 3];
    const data = Buffer.concat(
      headers.flatMap((header, at) => [
        startCode,
        Buffer.from([header, 1]),
        Buffer.alloc(lengths[at] ?? 0, 0xaa),
      ]),
    );
    const payloader = codecs[codec].createPayloader();
    const payloads = payloader.payload(data);
    expect(payloader.laysOut).toBe(true);
    expect(payloads.length).toBeGreaterThan(10);
    let end = payloads[0]?.byteOffset ?? 0;
    for (const { buffer, byteOffset, length } of payloads) {
      expect(buffer).toBe(payloads[0]?.buffer);
      expect(buffer).not.toBe(data.buffer);
      expect(byteOffset).toBe(end);
      end += length;
    }
    expect(end).toBeLessThanOrEqual(payloads[0]?.buffer.byteLength ?? 0);
  },
);
