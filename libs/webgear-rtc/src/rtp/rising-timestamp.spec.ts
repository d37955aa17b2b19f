import { describe, expect, test } from '@jest/globals';
import { risingTimestamp } from './rising-timestamp.js';

describe('an RTP timestamp', () => {
  test.each([
    ['is the first', 5, undefined, 5],
    ['rises', 3000, 0, 3000],
    ['is repeated', 3000, 3000, 3001],
    ['goes back', 2000, 3000, 3001],
    ['rises through 2^32', 10, 2 ** 32 - 10, 10],
    ['is repeated at 2^32 - 1', 2 ** 32 - 1, 2 ** 32 - 1, 0],
    ['has wrapped during a pause of seven hours', (7 * 3600 * 90_000) % 2 ** 32, 0, 7 * 3600 * 90_000],
  ])('that %s rises by a tick at least', (_what, timestamp, last, expected) => {
    expect(risingTimestamp(timestamp, last)).toBe(expected);
  });
});
