import { describe, expect, test } from '@jest/globals';
import { TokenBucket } from './token-bucket.js';

const takeAll = (bucket: TokenBucket, nowUs: number, tries: number): number =>
  Array.from({ length: tries }, () => bucket.take(nowUs)).filter(Boolean).length;

describe('the token bucket', () => {
  test('lets a burst of its capacity pass at once and no more', () => {
    expect(takeAll(new TokenBucket(5, 10), 0, 20)).toBe(5);
  });

  test('then lets the steady rate pass', () => {
    const bucket = new TokenBucket(5, 10);
    takeAll(bucket, 0, 5);
    expect(bucket.take(99_999)).toBe(false);
    expect(bucket.take(100_000)).toBe(true);
    expect(bucket.take(100_000)).toBe(false);
  });

  test('does not save up more than its capacity', () => {
    const bucket = new TokenBucket(5, 10);
    takeAll(bucket, 0, 5);
    expect(takeAll(bucket, 3_600_000_000, 20)).toBe(5);
  });

  test('gives over a minute what the rate says, in however small steps it is asked', () => {
    const bucket = new TokenBucket(1, 10);
    let taken = 0;
    for (let nowUs = 0; nowUs < 60_000_000; nowUs += 1_000) if (bucket.take(nowUs)) taken++;
    expect(taken).toBeGreaterThanOrEqual(600);
    expect(taken).toBeLessThanOrEqual(601);
  });

  test('may be made smaller, and gives several at once or none', () => {
    const bucket = new TokenBucket(10, 10);
    expect(bucket.take(0, 4)).toBe(true);
    bucket.resize(5, 1);
    expect([bucket.take(0, 6), bucket.take(0, 5), bucket.take(0)]).toEqual([false, true, false]);
    expect([bucket.take(1_000_000, 2), bucket.take(1_000_000)]).toEqual([false, true]);
  });
});
