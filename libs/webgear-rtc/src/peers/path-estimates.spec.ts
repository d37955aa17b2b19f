import { expect, test } from '@jest/globals';
import { PathEstimates } from './path-estimates.js';

test('an estimate is known for a minute, and the newest counts', () => {
  const estimates = new PathEstimates();
  estimates.remember('192.0.2.1', 1_000_000, 0);
  estimates.remember('192.0.2.1', 800_000, 10_000_000);
  expect(estimates.recall('192.0.2.1', 70_000_000)).toBe(800_000);
  expect(estimates.recall('192.0.2.1', 70_000_001)).toBeUndefined();
  expect(estimates.recall('192.0.2.2', 0)).toBeUndefined();
});

test('the addresses remembered longest ago make room', () => {
  const estimates = new PathEstimates();
  for (let host = 0; host < 1_000; host++) estimates.remember(`host ${host}`, host + 1, 0);
  estimates.remember('host 0', 1, 1);
  estimates.remember('one more', 5, 1);
  expect(estimates.recall('host 1', 1)).toBeUndefined();
  expect([estimates.recall('host 0', 1), estimates.recall('host 2', 1)]).toEqual([1, 3]);
});
