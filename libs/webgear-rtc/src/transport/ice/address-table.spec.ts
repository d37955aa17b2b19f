import { expect, test } from '@jest/globals';
import { AddressTable } from './address-table.js';
import type { DatagramStream } from './remote-address.js';

const stream = (): DatagramStream => ({
  sending: 'tcp',
  writable: true,
  send: () => undefined,
  close: () => undefined,
});

test('each address has its own value, also where two share a port', () => {
  const table = new AddressTable<number>();
  table.set({ address: '192.0.2.1', port: 1_000 }, 1);
  table.set({ address: '192.0.2.2', port: 1_000 }, 2);
  table.set({ address: '192.0.2.1', port: 1_001 }, 3);
  expect([
    table.get({ address: '192.0.2.1', port: 1_000 }),
    table.get({ address: '192.0.2.2', port: 1_000 }),
    table.get({ address: '192.0.2.1', port: 1_001 }),
    table.get({ address: '192.0.2.2', port: 1_001 }),
  ]).toEqual([1, 2, 3, undefined]);
});

test('UDP and TCP from one address are two entries, two TCP connections from there are one', () => {
  const table = new AddressTable<number>();
  const udp = { address: '192.0.2.1', port: 1_000 };
  table.set(udp, 1);
  table.set({ ...udp, stream: stream() }, 2);
  expect([table.get(udp), table.get({ ...udp, stream: stream() })]).toEqual([1, 2]);
  table.delete({ ...udp, stream: stream() });
  expect([table.get(udp), table.get({ ...udp, stream: stream() })]).toEqual([1, undefined]);
});

test('the newest value counts, and what was deleted is gone', () => {
  const table = new AddressTable<number>();
  const first = { address: '192.0.2.1', port: 1_000 };
  const second = { address: '192.0.2.2', port: 1_000 };
  table.set(first, 1);
  table.set(second, 2);
  table.set(first, 3);
  expect(table.get(first)).toBe(3);
  table.delete(first);
  expect([table.get(first), table.get(second)]).toEqual([undefined, 2]);
  table.delete(second);
  table.delete(second);
  table.set(first, 4);
  table.clear();
  expect([table.get(first), table.get(second)]).toEqual([undefined, undefined]);
});
