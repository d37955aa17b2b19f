import { describe, expect, it } from '@jest/globals';
import { ReconnectBackoff } from './reconnect-backoff.js';

const delays = (backoff: ReconnectBackoff, count: number) =>
  Array.from({ length: count }, () => backoff.nextDelayMs());

describe('ReconnectBackoff', () => {
  it('doubles up to eight seconds', () => {
    expect(delays(new ReconnectBackoff(() => 1), 7)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it('waits at least half of each step', () => {
    expect(delays(new ReconnectBackoff(() => 0), 3)).toEqual([250, 500, 1000]);
  });

  it('starts over after a success', () => {
    const backoff = new ReconnectBackoff(() => 1);
    delays(backoff, 4);
    backoff.reset();
    expect(backoff.nextDelayMs()).toBe(500);
  });
});
