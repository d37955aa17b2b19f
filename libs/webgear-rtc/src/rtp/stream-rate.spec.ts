import { expect, test } from '@jest/globals';
import { StreamRate } from './stream-rate.js';

const intervalUs = 40_000;

function feed(rate: StreamRate, frames: number, byteLength: number, fromUs = 0): void {
  for (let frame = 0; frame < frames; frame++) rate.note(fromUs + frame * intervalUs, byteLength);
}

test('a rate is that of the media, however fast it comes', () => {
  const rate = new StreamRate();
  expect(rate.bps).toBeUndefined();
  feed(rate, 76, 5000);
  expect(rate.bps).toBeCloseTo(1_000_000, -3);
});

test('a rate follows a stream that changes', () => {
  const rate = new StreamRate();
  feed(rate, 100, 5000);
  feed(rate, 150, 10_000, 100 * intervalUs);
  expect(rate.bps).toBeCloseTo(2_000_000, -5);
});

test('a rate is known after half a second, and stays what it was over pauses and repeats', () => {
  const rate = new StreamRate();
  feed(rate, 12, 5000);
  expect(rate.bps).toBeUndefined();
  feed(rate, 14, 5000);
  expect(rate.bps).toBeGreaterThan(900_000);
  feed(rate, 76, 5000);
  feed(rate, 2, 5000, 60_000_000);
  feed(rate, 2, 5000);
  expect(rate.bps).toBeCloseTo(1_000_000, -3);
});
