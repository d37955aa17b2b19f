import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { LoopDelay } from './loop-delay.js';

function block(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

describe('the delay of the event loop', () => {
  it('is what blocks it, of the last window', async () => {
    let nowMs = 0;
    using delay = new LoopDelay(() => nowMs);
    expect(delay.p99Seconds).toBeUndefined();
    await sleep(50);
    block(300);
    await sleep(50);
    expect(delay.p99Seconds).toBeUndefined();
    nowMs = 1000;
    expect(delay.p99Seconds).toBeGreaterThan(0.2);
    // The same until there is another window.
    const before = delay.p99Seconds;
    nowMs = 10_999;
    expect(delay.p99Seconds).toBe(before);
  });
});
