import { expect, test } from '@jest/globals';
import { SeededRandom } from '../../testing/seeded-random.js';
import { ReplayWindow } from './replay-window.js';

test('a packet is taken once', () => {
  const window = new ReplayWindow();
  expect([0, 1, 1, 0, 2].map((index) => window.take(index))).toEqual([true, true, false, false, true]);
});

test('packets that overtake each other are taken, up to 64 behind the newest', () => {
  const window = new ReplayWindow();
  expect([100, 37, 36, 37, 99].map((index) => window.take(index))).toEqual([true, true, false, false, true]);
});

test('a leap forgets what was before, and takes none of it again', () => {
  const window = new ReplayWindow();
  expect([5, 6, 5000, 6, 5, 4999].map((index) => window.take(index))).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
});

test('in whatever order packets and their copies come, none is taken twice', () => {
  const random = new SeededRandom(3711);
  const window = new ReplayWindow();
  const taken = new Set<number>();
  for (let newest = 0; newest < 20_000; newest += random.integer(0, 2)) {
    const index = Math.max(0, newest - random.integer(0, 80));
    if (!window.take(index)) continue;
    expect(taken.has(index)).toBe(false);
    taken.add(index);
  }
  expect(taken.size).toBeGreaterThan(10_000);
});
