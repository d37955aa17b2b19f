import { expect, test } from '@jest/globals';
import { absoluteSendTimeStamp, transportSequenceStamp } from './packet-stamp.js';

const batch = { packets: 2, packetBytes: 1200, byteLength: 2000 };

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
  expect([stamp.id, stamp.byteLength, stamp.step, stamp.next(nowUs, batch)]).toEqual([2, 3, 0, value]);
});

test('the transport-wide number is that of the counter, which is told of each batch', () => {
  const told: unknown[] = [];
  const stamp = transportSequenceStamp(5, { next: (...packets) => told.push(packets) });
  expect([stamp.next(7, batch), stamp.next(8, { ...batch, probeId: 4 })]).toEqual([1, 2]);
  expect([stamp.id, stamp.byteLength, stamp.step, told]).toEqual([
    5,
    2,
    1,
    [
      [7, batch],
      [8, { ...batch, probeId: 4 }],
    ],
  ]);
});
