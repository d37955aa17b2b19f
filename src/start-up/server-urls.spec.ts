import type { networkInterfaces } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { serverUrls } from './server-urls.js';

type Interfaces = ReturnType<typeof networkInterfaces>;

function address(text: string, family: 'IPv4' | 'IPv6', internal = false): object {
  return { address: text, family, internal };
}

const interfaces = {
  lo: [address('127.0.0.1', 'IPv4', true), address('::1', 'IPv6', true)],
  docker0: [address('172.17.0.1', 'IPv4')],
  wifi: [address('192.168.1.7', 'IPv4'), address('fe80::1', 'IPv6')],
  cable: [address('10.0.0.3', 'IPv4'), address('169.254.9.9', 'IPv4')],
} as unknown as Interfaces;

describe('the URLs of a server', () => {
  it.each(['0.0.0.0', '::'])('are localhost and every LAN address where it listens on %s', (everywhere) => {
    expect(serverUrls(everywhere, 8000, interfaces)).toEqual({
      local: 'http://localhost:8000/',
      network: ['http://192.168.1.7:8000/', 'http://10.0.0.3:8000/', 'http://172.17.0.1:8000/'],
    });
  });

  it('are the one address it listens on otherwise', () => {
    expect(serverUrls('192.168.1.7', 80, interfaces)).toEqual({ network: ['http://192.168.1.7:80/'] });
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8080/'],
    ['::1', 'http://[::1]:8080/'],
  ])('lead no other machine to %s', (own, local) => {
    expect(serverUrls(own, 8080, interfaces)).toEqual({ local, network: [] });
  });
});
