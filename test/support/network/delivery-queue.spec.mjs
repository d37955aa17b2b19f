import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DeliveryQueue } from './delivery-queue.mjs';

const queue = new DeliveryQueue();
afterEach(() => queue.close());

describe('DeliveryQueue', () => {
  it('delivers in the order of the times, which is not that of the calls, and none too early', async () => {
    // Later than any pause of a busy machine while they are added.
    const startMs = performance.now() + 200;
    const seen = [];
    for (const afterMs of [12, 3, 3.2, 12.3, 7, 0]) {
      queue.add(startMs + afterMs, () => seen.push([afterMs, performance.now() - startMs]));
    }
    while (seen.length < 6) await sleep(5);
    expect(seen.map(([afterMs]) => afterMs)).toEqual([0, 3, 3.2, 7, 12, 12.3]);
    for (const [afterMs, atMs] of seen) expect(atMs).toBeGreaterThanOrEqual(afterMs - 0.5);
  });

  it('delivers nothing once it is closed', async () => {
    let delivered = false;
    queue.add(performance.now() + 5, () => (delivered = true));
    queue.close();
    await sleep(20);
    expect(delivered).toBe(false);
  });
});
