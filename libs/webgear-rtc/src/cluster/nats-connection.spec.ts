import { expect, test } from '@jest/globals';
import { brokerFaultOf } from './nats-connection.js';

test.each([
  ['2.9.10', true],
  ['2.10.29', true],
  ['2.11.0', false],
  ['2.11.0-RC.1', false],
  ['2.14.5', false],
  ['3.0.0', false],
  ['', false],
])('nats-server %s: whether it lets all edges wait for a slow one: %s', (version, isFaulty) => {
  expect(brokerFaultOf(version)?.includes('2.11 or later') ?? false).toBe(isFaulty);
});
