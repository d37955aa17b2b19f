import { describe, expect, it } from '@jest/globals';
import { RunawayGuard } from './runaway-guard.js';

/** Emits frames as soon as the guard allows, from a server that is always ready; returns the times in seconds. */
function arrivals(mediaTimesS: readonly number[]): number[] {
  const guard = new RunawayGuard();
  let nowS = 100;
  return mediaTimesS.map((timeS) => {
    nowS += guard.delayMs(timeS * 1e6, nowS * 1e6) / 1000;
    return nowS - 100;
  });
}

describe('a stream of unknown length', () => {
  it('is paced if it arrives faster than real time, except for its start', () => {
    const times = arrivals(Array.from({ length: 250 }, (_, index) => index / 25));
    expect(times[49]).toBe(0);
    expect(times.at(-1)).toBeCloseTo(10 - 2 - 0.04, 1);
  });

  it('is not delayed by its initial burst or a stall if it is live', () => {
    const guard = new RunawayGuard();
    // A server that starts with the last second, since its last key frame.
    for (let index = 0; index < 25; index++) expect(guard.delayMs(index * 40_000, 0)).toBe(0);
    for (let index = 0; index < 2500; index++)
      expect(guard.delayMs(1_000_000 + index * 40_000, index * 40_000)).toBe(0);
    expect(guard.delayMs(101_000_000, 105_000_000)).toBe(0);
    expect(guard.hasHeldBack).toBe(false);
  });

  it('is not delayed by a jump of its timestamps', () => {
    expect(arrivals([0, 0.04, 5000, 5000.04, 0, 0.04])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
