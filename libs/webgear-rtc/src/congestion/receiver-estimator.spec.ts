import { describe, expect, test } from '@jest/globals';
import { RateControl } from './rate-control.js';
import { ReceiverEstimator } from './receiver-estimator.js';

const second = 1_000_000;
const sentBps = 2_000_000;

function create(): { rate: RateControl; receiver: ReceiverEstimator } {
  const rate = new RateControl({ startBps: sentBps, minimumBps: 100_000, maximumBps: 30_000_000 });
  return { rate, receiver: new ReceiverEstimator(rate) };
}

describe('reports of loss and round trip', () => {
  test('loss above a tenth lowers the rate, less than that does not', () => {
    const { rate, receiver } = create();
    receiver.onReport(0.08, 40_000, sentBps, second);
    expect(rate.bps).toBe(sentBps);
    receiver.onReport(0.2, 40_000, sentBps, 2 * second);
    expect(rate.bps).toBe(1_800_000);
    expect(receiver.congestedUs).toBe(2 * second);
    expect(receiver.lossSinceUs).toBe(2 * second);
  });

  test('a round trip that has grown by a queue lowers it; one that stays long does so only for a while', () => {
    const { rate, receiver } = create();
    receiver.onReport(0, 40_000, sentBps, second);
    receiver.onReport(0, 300_000, sentBps, 2 * second);
    expect(rate.bps).toBe(1_695_000);
    for (let s = 3; s < 90; s++) receiver.onReport(0, 300_000, 1_600_000, s * second);
    expect(receiver.congestedUs).toBeLessThan(75 * second);
  });

  test('calm reports raise it to 1.5 × what is sent at most, and after 20 s allow for a try', () => {
    const { rate, receiver } = create();
    for (let s = 1; s < 21; s++) receiver.onReport(0.01, 40_000, sentBps, s * second);
    expect(receiver.isCalm(20 * second)).toBe(false);
    receiver.onReport(0.01, 40_000, sentBps, 21 * second);
    expect(receiver.isCalm(21 * second)).toBe(true);
    expect(rate.bps).toBeGreaterThan(2_900_000);
    expect(rate.bps).toBeLessThan(3_010_001);
    receiver.onReport(0.05, 40_000, sentBps, 22 * second);
    expect(receiver.isCalm(22 * second)).toBe(false);
  });

  test('without reports nothing is calm, and after two and a half intervals, at least 2 s, it is silent', () => {
    const { receiver } = create();
    expect(receiver.isSilent(100 * second)).toBe(false);
    for (let s = 0; s <= 25; s += 5) receiver.onReport(0, 40_000, sentBps, s * second);
    expect(receiver.isSilent(37 * second)).toBe(false);
    expect(receiver.isSilent(38 * second)).toBe(true);
    expect(receiver.isCalm(38 * second)).toBe(false);
    const often = create().receiver;
    for (let s = 0; s <= 10; s += 0.5) often.onReport(0, 40_000, sentBps, s * second);
    expect(often.isSilent(11.9 * second)).toBe(false);
    expect(often.isSilent(12.1 * second)).toBe(true);
  });
});

describe('REMB', () => {
  test('is the estimate; far below what is sent it is evidence of congestion', () => {
    const { rate, receiver } = create();
    receiver.onEstimate(2_900_000, sentBps, 5 * second);
    expect(rate.bps).toBe(2_900_000);
    receiver.onEstimate(1_700_000, sentBps, 9 * second);
    expect(receiver.congestedUs).toBe(Number.NEGATIVE_INFINITY);
    receiver.onEstimate(700_000, sentBps, 10 * second);
    expect(receiver.congestedUs).toBe(10 * second);
    expect(receiver.provenBps).toBe(700_000);
  });

  test('follows a raised rate late, which is no evidence', () => {
    const { receiver } = create();
    receiver.onEstimate(480_000, 320_000, second);
    receiver.onEstimate(480_000, 800_000, 2 * second);
    receiver.onEstimate(480_000, 800_000, 4 * second);
    expect(receiver.congestedUs).toBe(Number.NEGATIVE_INFINITY);
    receiver.onEstimate(480_000, 800_000, 6 * second);
    expect(receiver.congestedUs).toBe(6 * second);
  });

  test('a receiver that has little room allows for no try', () => {
    const { receiver } = create();
    for (let s = 0; s < 30; s++) {
      receiver.onEstimate(2_100_000, sentBps, s * second);
      receiver.onReport(0, 40_000, sentBps, s * second + 1);
    }
    expect(receiver.isCalm(30 * second)).toBe(false);
  });
});
