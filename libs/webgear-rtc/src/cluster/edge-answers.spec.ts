import { expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import type { BusConnection } from './bus-connection.interface.js';
import { EdgeAnswers } from './edge-answers.js';
import type { Heartbeat } from './messages.js';
import { StreamSubjects } from './subjects.js';

test('of a live stream an answer is used again for a while, and until its origin or description changes', async () => {
  const clock = new VirtualCaptureClock(0);
  let requests = 0;
  let latest = { origin: 'o', epoch: 1, state: 'starting', description: { name: 'front' } } as Heartbeat;
  const request = (): Promise<Uint8Array> =>
    Promise.resolve(Buffer.from(JSON.stringify({ value: (requests += 1) })));
  const connection = { request } as unknown as BusConnection;
  const subjects = new StreamSubjects('site', 'front');
  const answers = new EdgeAnswers({ connection, subjects, clock, latest: () => latest });
  const get = (): Promise<unknown> => answers.get({ kind: 'h264-level', stream: 'front', waitMs: 0 });
  expect([await get(), await get()]).toEqual([1, 2]);
  latest = { ...latest, state: 'live' };
  expect([await get(), await get(), await get()]).toEqual([3, 3, 3]);
  await clock.advance(3000);
  // Asked again meanwhile.
  expect([await get(), await get()]).toEqual([3, 4]);
  latest = { ...latest, epoch: 2 };
  expect(await get()).toBe(5);
  await clock.advance(31_000);
  expect(await get()).toBe(6);
});
