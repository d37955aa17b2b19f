import { expect, test } from '@jest/globals';
import { AcknowledgedRate } from './acknowledged-rate.js';

const second = { minPackets: 20, minSpanUs: 1_000_000 };

/** Packets of 1,000 bytes, sent and arriving at these intervals. */
function arrived(
  packets: number,
  sendMs: number,
  arriveMs: number,
  gap?: { after: number; ms: number },
): AcknowledgedRate {
  const rate = new AcknowledgedRate();
  for (let packet = 0; packet < packets; packet++) {
    const gapMs = gap !== undefined && packet >= gap.after ? gap.ms : 0;
    rate.add(packet * sendMs * 1000, (50 + packet * arriveMs + gapMs) * 1000, 1_000);
  }
  return rate;
}

test('it is the smaller one of two rates of the same packets', () => {
  const rate = arrived(200, 8, 10);
  rate.measure(second);
  expect(rate.sendBps).toBeCloseTo(1_000_000, -3);
  expect(rate.receiveBps).toBeCloseTo(800_000, -3);
  expect(rate.bps).toBe(rate.receiveBps);
});

test('one gap in the arrivals changes little, as after a stall', () => {
  const rate = arrived(200, 8, 8, { after: 150, ms: 300 });
  rate.measure(second);
  expect(rate.receiveBps).toBeCloseTo(1_000_000, -4);
});

test('too few packets, or too short a time, have no rate; and neither have those forgotten', () => {
  const rate = arrived(19, 100, 100);
  rate.measure(second);
  expect(rate.bps).toBeUndefined();
  const short = arrived(90, 10, 10);
  short.measure(second);
  expect(short.bps).toBeUndefined();
  const enough = arrived(200, 10, 10);
  enough.measure(second);
  expect(enough.bps).toBeDefined();
  enough.reset();
  enough.measure(second);
  expect(enough.bps).toBeUndefined();
});

test('only as many packets count as the window needs, and none older than 5 s', () => {
  const rate = new AcknowledgedRate();
  for (let packet = 0; packet < 20; packet++) rate.add(packet * 1000, packet * 1000, 1_000);
  for (let packet = 0; packet < 200; packet++) rate.add(9e6 + packet * 8_000, 9e6 + packet * 8_000, 500);
  rate.measure(second);
  expect(rate.bps).toBeCloseTo(500_000, -3);
});
