import { expect, test } from '@jest/globals';
import { absoluteSendTimeStamp, transportSequenceStamp } from './packet-stamp.js';

test.each([
  [0, 0],
  [1_000_000, 1 << 18],
  [500_000, 1 << 17],
  [63_999_999, 0xffffff],
  [64_000_000, 0],
  [65_000_000, 1 << 18],
  [3_600_000_000_000, 0],
])('abs-send-time at %d us is %d in 6.18 bits', (nowUs, value) => {
  const stamp = absoluteSendTimeStamp(2);
  expect([stamp.id, stamp.byteLength, stamp.step, stamp.next(nowUs, 1200)]).toEqual([2, 3, 0, value]);
});

test('the transport-wide number is that of the counter, which is told of each packet', () => {
  const told: unknown[] = [];
  const stamp = transportSequenceStamp(5, { next: (...packet) => told.push(packet) });
  expect([stamp.next(7, 1200), stamp.next(8, 300, 4)]).toEqual([1, 2]);
  expect([stamp.id, stamp.byteLength, stamp.step, told]).toEqual([
    5,
    2,
    1,
    [
      [7, 1200, undefined],
      [8, 300, 4],
    ],
  ]);
});
