import { describe, expect, test } from '@jest/globals';
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
