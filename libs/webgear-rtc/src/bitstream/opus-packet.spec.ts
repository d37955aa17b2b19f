import { describe, expect, it } from '@jest/globals';
import { opusDurationUs } from './opus-packet.js';

describe('opusDurationUs', () => {
  // RFC 6716, table 2: configuration, code, number of frames in the second byte where the code is 3.
  it.each([
    [0, 0, 0, 10_000],
    [3, 0, 0, 60_000],
    [13, 0, 0, 20_000],
    [16, 0, 0, 2500],
    [31, 0, 0, 20_000],
    [31, 1, 0, 40_000],
    [31, 2, 0, 40_000],
    [31, 3, 0x83, 60_000],
  ])('reads configuration %i with code %i and count %i', (configuration, code, count, durationUs) => {
    expect(opusDurationUs(Buffer.from([(configuration << 3) | code, count, 0, 0]))).toBe(durationUs);
  });

  it.each([
    ['nothing', []],
    ['no count', [3]],
    ['no frames', [3, 0]],
  ])('refuses %s', (_what, bytes) => {
    expect(opusDurationUs(Buffer.from(bytes))).toBeUndefined();
  });
});
