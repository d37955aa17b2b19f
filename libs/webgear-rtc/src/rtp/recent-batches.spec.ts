import { expect, test } from '@jest/globals';
import { SeededRandom } from '../testing/seeded-random.js';
import { RecentBatches } from './recent-batches.js';

test('counts the packets of the window, and none that left before it', () => {
  const recent = new RecentBatches(5_000);
  recent.add(4, 0);
  recent.add(16, 3_000);
  expect([recent.packetsAt(4_999), recent.packetsAt(5_000), recent.packetsAt(8_000)]).toEqual([20, 16, 0]);
});

test('of more batches than it remembers, the newest count', () => {
  const random = new SeededRandom(1);
  const recent = new RecentBatches(5_000);
  const added: number[] = [];
  for (let batch = 0; batch < 500; batch++) {
    const packets = random.integer(1, 16);
    added.push(packets);
    recent.add(packets, 0);
    expect(recent.packetsAt(0)).toBe(added.slice(-64).reduce((sum, each) => sum + each, 0));
  }
  expect(recent.packetsAt(5_000)).toBe(0);
});
