import { expect, test } from '@jest/globals';
import { AddressMap } from './address-map.js';
import type { DatagramStream, RemoteAddress } from './remote-address.js';

const udp = (address: string, port: number): RemoteAddress => ({ address, port });
const stream = {} as DatagramStream;

test('addresses of one port, ports of one address, UDP and streams are told apart', () => {
  const map = new AddressMap<string>();
  map.set(udp('192.0.2.1', 5000), 'first');
  map.set(udp('192.0.2.2', 5000), 'other address');
  map.set(udp('192.0.2.1', 5001), 'other port');
  map.set({ ...udp('192.0.2.1', 5000), stream }, 'stream');
  expect(map.get(udp('192.0.2.1', 5000))).toBe('first');
  expect(map.get(udp('192.0.2.2', 5000))).toBe('other address');
  expect(map.get(udp('192.0.2.1', 5001))).toBe('other port');
  expect(map.get({ ...udp('192.0.2.1', 5000), stream })).toBe('stream');
  expect(map.get(udp('192.0.2.3', 5000))).toBeUndefined();
  expect(map.get(udp('192.0.2.1', 5002))).toBeUndefined();
});

test('the last that is set counts, until it is deleted', () => {
  const map = new AddressMap<string>();
  map.set(udp('192.0.2.1', 5000), 'before');
  map.set(udp('192.0.2.2', 5000), 'neighbour');
  map.set(udp('192.0.2.1', 5000), 'now');
  expect(map.get(udp('192.0.2.1', 5000))).toBe('now');
  map.delete(udp('192.0.2.1', 5000));
  map.delete(udp('192.0.2.9', 5000));
  expect(map.get(udp('192.0.2.1', 5000))).toBeUndefined();
  expect(map.get(udp('192.0.2.2', 5000))).toBe('neighbour');
  map.delete(udp('192.0.2.2', 5000));
  expect(map.get(udp('192.0.2.2', 5000))).toBeUndefined();
});

test('nothing is left after it is cleared', () => {
  const map = new AddressMap<string>();
  map.set(udp('192.0.2.1', 5000), 'one');
  map.clear();
  expect(map.get(udp('192.0.2.1', 5000))).toBeUndefined();
});
