import { expect, test } from '@jest/globals';
import { AnnouncedLevel } from './announced-level.js';

const demand = (width: number, height: number) => ({ width, height, framerate: 30, bitrateBps: 1_000_000 });

test('the announced level only rises, since no answer can be taken back', () => {
  const level = new AnnouncedLevel();
  expect(level.levelIdc).toBe(0);
  const small = level.announce(demand(640, 360));
  const large = level.announce(demand(1920, 1080));
  expect(large).toBeGreaterThan(small);
  expect(level.announce(demand(640, 360))).toBe(large);
  expect(level.levelIdc).toBe(large);
});
