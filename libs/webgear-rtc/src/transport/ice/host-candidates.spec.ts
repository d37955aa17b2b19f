import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { hostAddresses, hostCandidates } from './host-candidates.js';

const ipv4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  family: 'IPv4',
  netmask: '',
  mac: '',
  cidr: null,
});
const interfaces = {
  lo: [ipv4('127.0.0.1', true)],
  eth0: [ipv4('192.0.2.1'), { ...ipv4(''), family: 'IPv6' as const, address: '2001:db8::1', scopeid: 0 }],
  wlan0: [ipv4('198.51.100.1')],
};
const options = { announcedAddresses: [], boundAddress: '0.0.0.0' };
/** The addresses alone. */
const hosts = (...args: Parameters<typeof hostAddresses>): string[] =>
  hostAddresses(...args).map(({ host }) => host);

describe('hostAddresses', () => {
  test.each([
    ['to a viewer on this machine', '127.0.0.1', ['127.0.0.1', '192.0.2.1', '198.51.100.1']],
    ['to one that came over IPv6 loopback', '::1', ['127.0.0.1', '192.0.2.1', '198.51.100.1']],
    ['to one from outside the address it reached first', '198.51.100.1', ['198.51.100.1', '192.0.2.1']],
    ['however the socket writes that', '::ffff:198.51.100.1', ['198.51.100.1', '192.0.2.1']],
    ['all of them where it is not known', undefined, ['192.0.2.1', '198.51.100.1', '127.0.0.1']],
  ])('announces %s', (_name, preferredAddress, addresses) => {
    expect(hosts({ ...options, preferredAddress }, interfaces)).toEqual(addresses);
  });

  test.each([
    ['IPv4 first to one that came over it', '192.0.2.1', ['192.0.2.1', '198.51.100.1', '2001:db8::1']],
    ['IPv6 first to one that came over it', '2001:db8::1', ['2001:db8::1', '192.0.2.1', '198.51.100.1']],
    [
      'both loopback addresses to a viewer on this machine',
      '::1',
      ['::1', '192.0.2.1', '198.51.100.1', '2001:db8::1', '127.0.0.1'],
    ],
  ])('with IPv6 announces %s', (_name, preferredAddress, addresses) => {
    expect(hosts({ ...options, ipv6: true, preferredAddress }, interfaces)).toEqual(addresses);
  });

  test('announces IPv6 where there is nothing else, and no link-local address', () => {
    const ipv6 = (address: string) => ({ ...ipv4(''), family: 'IPv6' as const, address, scopeid: 0 });
    const alone = { lo: interfaces.lo, eth0: [ipv6('fe80::1'), ipv6('2001:db8::1')] };
    const asked = { ...options, ipv6: true, preferredAddress: '2001:db8::1' };
    expect(hosts(asked, alone)).toEqual(['2001:db8::1']);
  });

  test('announces what the operator says instead, and nothing else', () => {
    const announcedAddresses = [{ host: '203.0.113.9' }];
    expect(hosts({ ...options, announcedAddresses, preferredAddress: '127.0.0.1' }, interfaces)).toEqual([
      '203.0.113.9',
    ]);
  });

  test('announces no address of a bridge for containers, but to who came from there', () => {
    const bridged = { ...interfaces, docker0: [ipv4('172.17.0.1')], 'br-0123456789ab': [ipv4('172.18.0.1')] };
    expect(hosts({ ...options, preferredAddress: '192.0.2.1' }, bridged)).toEqual([
      '192.0.2.1',
      '198.51.100.1',
    ]);
    expect(hosts({ ...options, preferredAddress: '172.17.0.1' }, bridged)).toEqual([
      '172.17.0.1',
      '192.0.2.1',
      '198.51.100.1',
    ]);
    // Inside a container the network of the bridge is all there is, under another name.
    expect(hosts(options, { eth0: [ipv4('172.17.0.2')] })).toEqual(['172.17.0.2', '127.0.0.1']);
  });

  test('announces only the address it is bound to', () => {
    expect(hosts({ ...options, boundAddress: '192.0.2.1' }, interfaces)).toEqual(['192.0.2.1']);
  });

  test('announces loopback where there is nothing else', () => {
    expect(hosts({ ...options, preferredAddress: '192.0.2.1' }, { lo: interfaces.lo })).toEqual([
      '127.0.0.1',
    ]);
  });
});

test('hostCandidates gives each address a priority of RFC 8445, the first the highest', () => {
  expect(
    hostCandidates([{ host: '192.0.2.1' }, { host: '198.51.100.1' }], 4000).map(({ sdp }) => sdp),
  ).toEqual(['1 1 udp 2130706431 192.0.2.1 4000 typ host', '2 1 udp 2130706175 198.51.100.1 4000 typ host']);
});

test('hostCandidates names the TCP port after all of UDP, for browsers to begin at', () => {
  expect(
    hostCandidates([{ host: '192.0.2.1' }, { host: '198.51.100.1' }], 4000, true).map(({ sdp }) => sdp),
  ).toEqual([
    '1 1 udp 2130706431 192.0.2.1 4000 typ host',
    '2 1 udp 2130706175 198.51.100.1 4000 typ host',
    '3 1 tcp 1520435199 192.0.2.1 4000 typ host tcptype passive',
    '4 1 tcp 1520434943 198.51.100.1 4000 typ host tcptype passive',
  ]);
});
