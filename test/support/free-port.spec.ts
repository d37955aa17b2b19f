import { expect, test } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { freePort } from './free-port.js';

test('no two get the same port, not even when all ask at once', async () => {
  const ports = await Promise.all(Array.from({ length: 40 }, () => freePort()));
  expect(new Set(ports).size).toBe(40);
  expect(ports.filter((port) => port % 2 === 1)).toEqual([]);
});

test('a port that is taken is left out', async () => {
  const before = await freePort();
  const taken = createSocket('udp4').bind(before + 2);
  await once(taken, 'listening');
  expect(await freePort()).not.toBe(before + 2);
  taken.close();
});
