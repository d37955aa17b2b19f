import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from '@jest/globals';
import { BoundAddressWatch } from './bound-address-watch.js';

test.each([
  ['192.0.2.1', [false, true]],
  ['0.0.0.0', []],
  ['127.0.0.9', []],
])('an address that vanishes and returns is reported, each once: %s', (address, expected) => {
  const reports: boolean[] = [];
  let addresses = ['192.0.2.1'];
  const interfaces = (): NodeJS.Dict<NetworkInterfaceInfo[]> => ({
    eth0: addresses.map((each) => ({ address: each }) as NetworkInterfaceInfo),
  });
  using watch = new BoundAddressWatch(address, (isThere) => reports.push(isThere), interfaces);
  const look = (): void => [1, 2].forEach(() => watch.look());
  look();
  addresses = ['192.0.2.2'];
  look();
  addresses = ['192.0.2.1', '192.0.2.2'];
  look();
  expect(reports).toEqual(expected);
});
