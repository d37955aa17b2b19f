import { describe, expect, test } from '@jest/globals';
import { RestartBudget } from './restart-budget.js';

/** Media sent again to a viewer that asks all the time, in seconds. */
function sentAgain(gopSeconds: number, seconds: number): number {
  const budget = new RestartBudget();
  let mediaUs = 0;
  for (let nowUs = 0; nowUs < seconds * 1_000_000; nowUs += 33_333) {
    const lengthUs = nowUs % (gopSeconds * 1_000_000);
    if (budget.take(lengthUs, nowUs)) mediaUs += lengthUs;
  }
  return mediaUs / 1_000_000;
}

describe('what a viewer may be sent again', () => {
  test('is at once what two lost frames take, half a second apart', () => {
    const budget = new RestartBudget();
    const taken = [0, 0.4, 0.5, 1, 1.5].map((second) => budget.take(4_000_000, second * 1_000_000));
    expect(taken).toEqual([true, false, true, false, false]);
    expect(budget.take(4_000_000, 4_500_000)).toBe(true);
  });

  test.each([1, 4, 12])('is no more than the stream once again in the long run, with GOPs of %d s', (gop) => {
    expect(sentAgain(gop, 120)).toBeLessThanOrEqual(120 + 8);
    expect(sentAgain(gop, 120)).toBeGreaterThan(10);
  });

  test('may be a GOP of any length', () => {
    expect(new RestartBudget().take(12_000_000, 0)).toBe(true);
    expect(new RestartBudget().take(Number.POSITIVE_INFINITY, 0)).toBe(true);
  });
});
