import { expect, test } from '@jest/globals';
import { LinkCapacity } from './link-capacity.js';

test('it begins with the first sample and follows slowly at overuse, quickly after a probe', () => {
  const capacity = new LinkCapacity();
  expect(capacity.bps).toBeUndefined();
  capacity.onOveruse(1_000_000);
  expect(capacity.bps).toBe(1_000_000);
  capacity.onOveruse(1_040_000);
  expect(capacity.bps).toBeCloseTo(1_002_000, -2);
  capacity.onSaturatingProbe(1_042_000);
  expect(capacity.bps).toBeCloseTo(1_022_000, -3);
});

test('a rate beyond its bounds is of another path', () => {
  const capacity = new LinkCapacity();
  capacity.onOveruse(1_000_000);
  capacity.verify(1_050_000);
  expect(capacity.bps).toBeDefined();
  capacity.verify(1_500_000);
  expect(capacity.bps).toBeUndefined();
  capacity.onOveruse(1_000_000);
  capacity.onOveruse(400_000);
  expect(capacity.bps).toBe(400_000);
});
