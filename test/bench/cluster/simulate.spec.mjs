import { expect, test } from '@jest/globals';
import { clusterFor, simulate } from './simulate.mjs';

const measured = { originUs: 50, edgeUs: 100, delayMs: 0.5 };

test('more viewers need more edges, and a broker sends each site one copy', () => {
  const [small, large] = [clusterFor(1000, measured), clusterFor(1_000_000, measured)];
  expect(small).toMatchObject({ edges: 1, sites: 1, brokerBps: 20e6, delayMs: 0.5 });
  expect(large.edges).toBeGreaterThan(200);
  expect(large.brokerBps).toBe(large.sites * 20e6);
  expect(large.originCores).toBe(small.originCores);
});

test('every constant is printed with its source', () => {
  expect([...simulate(measured)].filter((line) => line.includes(': '))).toHaveLength(13);
});
