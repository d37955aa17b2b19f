import { describe, expect, test } from '@jest/globals';
import { MeasuredRate } from './measured-rate.js';

const stepUs = 40_000;

/** Frames of 25 a second: a key frame, then 24 of a tenth of its size. */
function play(rate: MeasuredRate, fromUs: number, frames: number, keyFrameBytes: number): number {
  let nowUs = fromUs;
  for (let frame = 0; frame < frames; frame++) {
    rate.note(frame % 25 === 0 ? keyFrameBytes : keyFrameBytes / 10, nowUs);
    nowUs += stepUs;
  }
  return nowUs;
}

describe('the rate of frames that come as they are', () => {
  test('is unknown for a second, and true from then on', () => {
    const rate = new MeasuredRate();
    const nowUs = play(rate, 5_000_000, 25, 50_000);
    expect(rate.bitrateBps).toBeUndefined();
    play(rate, nowUs, 50, 50_000);
    expect(rate.bitrateBps).toBeCloseTo((50_000 + 24 * 5000) * 8, -4);
  });

  test('follows a change within seconds', () => {
    const rate = new MeasuredRate();
    const nowUs = play(rate, 0, 200, 50_000);
    play(rate, nowUs, 126, 5000);
    expect(rate.bitrateBps).toBeCloseTo((5000 + 24 * 500) * 8, -4);
  });

  test('does not count a pause, or times that go back', () => {
    const rate = new MeasuredRate();
    play(rate, 50_000_000, 100, 50_000);
    play(rate, 90_000_000, 26, 50_000);
    play(rate, 0, 26, 50_000);
    expect(rate.bitrateBps).toBeCloseTo((50_000 + 24 * 5000) * 8, -4);
  });
});
