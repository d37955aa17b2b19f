import { describe, expect, test } from '@jest/globals';
import { RateControl } from './rate-control.js';

const limits = { startBps: 1_000_000, minimumBps: 100_000, maximumBps: 3_000_000 };
const second = 1_000_000;

/** Grows for so many seconds. */
function grow(rate: RateControl, acknowledgedBps: number, fromS: number, seconds: number): void {
  for (let step = 0; step <= seconds * 20; step++) rate.grow(acknowledgedBps, (fromS + step / 20) * second);
}

describe('growth', () => {
  test('is 8 % per second where the capacity is not known', () => {
    const rate = new RateControl(limits);
    grow(rate, 1_000_000, 0, 1);
    expect(rate.bps).toBeGreaterThan(1_075_000);
    expect(rate.bps).toBeLessThan(1_085_000);
  });

  test('is slow near a known capacity, and fast again where more arrives', () => {
    const rate = new RateControl({ ...limits, startBps: 2_000_000 });
    rate.onCongestion(2_000_000, false, 0);
    const reducedBps = rate.bps;
    expect(reducedBps).toBe(1_695_000);
    rate.roundTripUs = 50_000;
    grow(rate, 1_700_000, 1, 1);
    expect(rate.bps - reducedBps).toBeCloseTo(32_000, -4);
    grow(rate, 2_500_000, 2, 2);
    expect(rate.bps - reducedBps).toBeGreaterThan(150_000);
  });

  test('ends at 1.5 × what arrives + 10 kbit/s, and never lowers the rate', () => {
    const rate = new RateControl(limits);
    grow(rate, 800_000, 0, 20);
    expect(rate.bps).toBe(1_210_000);
    grow(rate, 100_000, 21, 5);
    expect(rate.bps).toBe(1_210_000);
  });

  test('what arrives is carried, and a confirmed probe as well; another one is bounded', () => {
    const rate = new RateControl(limits);
    rate.onProven(1_300_000);
    expect(rate.bps).toBe(1_300_000);
    rate.onProbe(2_800_000, false, false, 1_000_000);
    expect(rate.bps).toBe(1_510_000);
    rate.onProbe(2_800_000, true, false, 1_000_000);
    expect(rate.bps).toBe(2_800_000);
    rate.onProbe(500_000, true, true, 400_000);
    expect(rate.bps).toBe(2_800_000);
  });
});

describe('decrease', () => {
  test('is to 0.85 × what arrives, at most once a round trip, and never upward', () => {
    const rate = new RateControl(limits);
    rate.roundTripUs = 100_000;
    expect(rate.onCongestion(600_000, false, 0)).toBe(true);
    expect(rate.bps).toBe(505_000);
    expect(rate.onCongestion(400_000, false, 50_000)).toBe(false);
    expect(rate.onCongestion(900_000, false, 200_000)).toBe(false);
    expect(rate.bps).toBe(505_000);
    expect(rate.onCongestion(400_000, false, 300_000)).toBe(true);
    expect(rate.bps).toBe(335_000);
  });

  test('is a step where little is sent anyway, and half where nothing is known', () => {
    const rate = new RateControl(limits);
    rate.onCongestion(100_000, true, 0);
    expect(rate.bps).toBe(850_000);
    rate.onCongestion(undefined, false, second);
    expect(rate.bps).toBe(425_000);
  });

  test('after loss is by half of it, or to what arrives where that is much', () => {
    const rate = new RateControl(limits);
    expect(rate.onLoss(0.2, 800_000, 0)).toBe(true);
    expect(rate.bps).toBe(900_000);
    expect(rate.onLoss(0.2, 800_000, 400_000)).toBe(false);
    expect(rate.onLoss(0.5, 300_000, second)).toBe(true);
    expect(rate.bps).toBe(300_000);
  });

  test('in silence is by half, not below what is tried next', () => {
    const rate = new RateControl(limits);
    rate.onSilence(320_000);
    expect(rate.bps).toBe(500_000);
    rate.onSilence(320_000);
    rate.onSilence(320_000);
    expect(rate.bps).toBe(320_000);
    rate.onSilence(900_000);
    expect(rate.bps).toBe(320_000);
  });
});

test('the limits hold, however it got there', () => {
  const rate = new RateControl(limits);
  rate.follow(50_000_000);
  expect(rate.bps).toBe(3_000_000);
  rate.follow(1);
  expect(rate.bps).toBe(100_000);
});
