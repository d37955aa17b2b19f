import { describe, expect, test } from '@jest/globals';
import { absoluteCaptureTime, encodeHeaderExtensions, playoutDelay } from './rtp-header-extensions.js';

const encode = (...extensions: [id: number, hex: string][]): string =>
  encodeHeaderExtensions(extensions.map(([id, hex]) => ({ id, data: Buffer.from(hex, 'hex') }))).toString(
    'hex',
  );

describe('encodeHeaderExtensions', () => {
  test('writes the example of RFC 8285, 4.2: three elements of 1, 2 and 4 bytes in three words', () => {
    // The RFC pads between its elements, which a sender may and we do not: all the padding is at the end.
    expect(encode([1, 'aa'], [2, 'bbcc'], [3, '01020304'])).toBe(
      'bede0003 10aa 21bbcc 3301020304 0000'.replaceAll(' ', ''),
    );
  });

  test('needs no padding where the elements fill the words', () => {
    expect(encode([5, '112233'])).toBe('bede000152112233');
  });

  test('writes the longest element, 16 bytes', () => {
    expect(encode([14, 'ab'.repeat(16)])).toBe(`bede0005ef${'ab'.repeat(16)}000000`);
  });

  test('is empty where there is nothing to say', () => {
    expect(encode()).toBe('');
  });

  test.each<[id: number, hex: string]>([
    [0, 'aa'],
    [15, 'aa'],
    [1, ''],
    [1, 'ab'.repeat(17)],
  ])('leaves out what has no one-byte form: id %i, data "%s"', (id, hex) => {
    expect(encode([id, hex])).toBe('');
  });
});

describe('absoluteCaptureTime', () => {
  test('carries the NTP time, and that the frame was captured by our own clock', () => {
    const value = absoluteCaptureTime({ seconds: 0xe0000001, fraction: 0x80000000 });
    expect(value.toString('hex')).toBe('e000000180000000' + '0000000000000000');
  });
});

describe('playoutDelay', () => {
  test.each([
    [0, 0, '000000'],
    [0, 200, '000014'],
    [100, 400, '00a028'],
    [40_950, 40_950, 'ffffff'],
  ])('says %i to %i ms in 10 ms units, 12 bits each', (minMs, maxMs, hex) => {
    expect(playoutDelay(minMs, maxMs).toString('hex')).toBe(hex);
  });
});
