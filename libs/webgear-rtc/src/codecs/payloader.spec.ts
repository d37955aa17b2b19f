import { describe, expect, test } from '@jest/globals';
import { codecs } from './codecs.js';
import { createDepayloader } from './depayloaders.js';
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

describe.each(['h264', 'h265'] as const)('%s payloads', (codec) => {
  const types = { h264: { set: 0x67, slice: 0x65 }, h265: { set: 0x42, slice: 0x26 } }[codec];

  /** A frame of parameter sets and slices, each byte of which says where it stands. */
  function frame(setBytes: readonly number[], sliceBytes: readonly number[], seed = 0): Buffer {
    const units = [
      ...setBytes.map((length) => ({ type: types.set, length })),
      ...sliceBytes.map((length) => ({ type: types.slice, length })),
    ];
    return Buffer.concat(
      units.flatMap(({ type, length }, at) => [
        Buffer.from([0, 0, 0, 1, type, 1]),
        // Never zero, which would be part of a start code.
        Buffer.from(Array.from({ length }, (_, index) => ((index * 7 + at * 31 + seed) % 255) + 1)),
      ]),
    );
  }

  const large = frame([20, 8], [500, maxPayloadBytes, 9 * maxPayloadBytes + 3]);

  test('lie next to each other in memory that is theirs alone', () => {
    const payloader = codecs[codec].createPayloader();
    const payloads = payloader.payload(large);
    expect(payloader.laysOut).toBe(true);
    expect(payloads.length).toBeGreaterThan(10);
    let end = payloads[0]?.byteOffset ?? 0;
    for (const { buffer, byteOffset, length } of payloads) {
      expect(buffer).toBe(payloads[0]?.buffer);
      expect(buffer).not.toBe(large.buffer);
      expect(byteOffset).toBe(end);
      end += length;
    }
    expect(end).toBeLessThanOrEqual(payloads[0]?.buffer.byteLength ?? 0);
  });

  test('have room for all of the frame, each time, and stay as they are while others are cut', () => {
    const payloader = codecs[codec].createPayloader();
    const frames = [
      large,
      frame([], [100], 1),
      frame([30, 5], [2 * maxPayloadBytes], 2),
      large,
      frame([], [90], 3),
    ];
    const cut = frames.map((data) => payloader.payload(data));
    const joined = cut.map((payloads) => createDepayloader(codec).frame(payloads)?.data);
    for (const [at, data] of joined.entries()) expect(data?.equals(frames[at] ?? data)).toBe(true);
    // Also small ones: memory of Buffer's pool is shared, and what sends reads it later.
    expect(new Set(cut.map(([first]) => first?.buffer)).size).toBe(frames.length);
  });
});
