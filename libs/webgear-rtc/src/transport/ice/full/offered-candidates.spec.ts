import { describe, expect, test } from '@jest/globals';
import { IceCandidate } from 'werift';
import { isInside, offeredCandidates } from './offered-candidates.js';

const candidate = (ip: string, port = 40_000, type = 'host', protocol = 'udp', component = 1): IceCandidate =>
  new IceCandidate(component, '1', ip, port, 1, protocol, type);
const taken = (...offered: IceCandidate[]): string[] => offeredCandidates(offered).map(({ host }) => host);

describe('of the addresses an offer names', () => {
  test.each(['192.0.2.1', '10.0.0.1', '127.0.0.1', '2001:db8::1'])('%s is one', (ip) => {
    expect(taken(candidate(ip), candidate(ip, 50_000, 'srflx'), candidate(ip, 50_001, 'relay'))).toHaveLength(
      3,
    );
  });

  test.each([
    ['a name in the viewer’s network', candidate('f3c1.local')],
    ['a name of a host', candidate('metadata.internal')],
    ['everybody in the network', candidate('255.255.255.255')],
    ['a group', candidate('224.0.0.251')],
    ['a group over IPv6', candidate('ff02::fb')],
    ['this host', candidate('0.0.0.0')],
    ['a service of a system', candidate('192.0.2.1', 53)],
    ['port 0', candidate('192.0.2.1', 0)],
    ['a TCP port', candidate('192.0.2.1', 40_000, 'host', 'tcp')],
    ['another component', candidate('192.0.2.1', 40_000, 'host', 'udp', 2)],
    ['another kind', candidate('192.0.2.1', 40_000, 'prflx')],
  ])('%s is none', (_what, offered) => {
    expect(taken(offered)).toEqual([]);
  });

  test('sixteen are taken, the first', () => {
    const many = Array.from({ length: 40 }, (_, at) => candidate(`192.0.2.${at + 1}`));
    expect(taken(...many)).toEqual(many.slice(0, 16).map(({ ip }) => ip));
  });
});

describe('our own network', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ])('has %s in it', (ip) => {
    expect(isInside(ip)).toBe(true);
  });

  test.each(['192.0.2.1', '172.32.0.1', '100.64.0.1', '2001:db8::1'])('has not %s in it', (ip) => {
    expect(isInside(ip)).toBe(false);
  });
});
