import { describe, expect, it } from '@jest/globals';
import { LatencyMeter } from './latency-meter.js';

/** Frames at 10 per second, each shown so long after its capture. */
function show(meter: LatencyMeter, fromMs: number, latencies: readonly number[]): number {
  latencies.forEach((latencyMs, index) => {
    const nowMs = fromMs + index * 100;
    meter.note(nowMs, { expectedDisplayTime: nowMs, captureTime: nowMs - latencyMs });
  });
  return fromMs + latencies.length * 100;
}

describe('the time from capture to display', () => {
  it('is the median of a second, so that one late frame does not show', () => {
    const meter = new LatencyMeter();
    const nowMs = show(meter, 5000, [20, 20, 900, 30, 20, 30, 30, 20, 40, 30, 30, 30]);
    expect(meter.latencyMs(nowMs)).toBe(30);
    const laterMs = show(
      meter,
      nowMs,
      Array.from({ length: 12 }, () => 80),
    );
    expect(meter.latencyMs(laterMs)).toBe(80);
  });

  it('ends when the frame is on the screen, not when the page is given it a refresh before', () => {
    const meter = new LatencyMeter();
    for (let nowMs = 5000; nowMs < 7000; nowMs += 100) {
      const handedOver = { presentationTime: nowMs };
      meter.note(nowMs, { ...handedOver, expectedDisplayTime: nowMs + 16, captureTime: nowMs - 21 });
    }
    expect(meter.latencyMs(7000)).toBe(37);
  });

  it('is unknown where the browser does not know the clock, or knows a wrong one', () => {
    const meter = new LatencyMeter();
    meter.note(5000, { expectedDisplayTime: 5000 });
    meter.note(6000, { expectedDisplayTime: 6000, captureTime: 9000 });
    meter.note(7000, { expectedDisplayTime: 90_000, captureTime: 7000 });
    expect(meter.latencyMs(7000)).toBeUndefined();
  });

  it('is unknown when no frame has been shown for two seconds, and for another stream', () => {
    const meter = new LatencyMeter();
    const nowMs = show(
      meter,
      5000,
      Array.from({ length: 12 }, () => 50),
    );
    expect(meter.latencyMs(nowMs + 1500)).toBe(50);
    expect(meter.latencyMs(nowMs + 2500)).toBeUndefined();
    meter.reset();
    expect(meter.latencyMs(nowMs)).toBeUndefined();
  });
});
