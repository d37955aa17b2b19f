import { expect, test } from '@jest/globals';
import { ApplicationLimit } from './application-limit.js';

/** Sends at a rate for so long, beside an estimate of 1 Mbit/s; whether that is little in the end. */
function isLimited(limit: ApplicationLimit, sentBps: number, forMs: number): boolean {
  for (let ms = 0; ms < forMs; ms += 50) {
    nowUs += 50_000;
    bytes += (sentBps * 0.05) / 8;
    limit.update(bytes, 1_000_000, nowUs);
  }
  return limit.isLimited;
}
let nowUs = 0;
let bytes = 0;

test('a sender is limited while it uses far less than its estimate, and not for a moment’s silence', () => {
  const limit = new ApplicationLimit();
  expect(isLimited(limit, 900_000, 2_000)).toBe(false);
  expect(isLimited(limit, 0, 100)).toBe(false);
  expect(isLimited(limit, 900_000, 2_000)).toBe(false);
  expect(isLimited(limit, 100_000, 2_000)).toBe(true);
  expect(isLimited(limit, 900_000, 1_500)).toBe(false);
});
