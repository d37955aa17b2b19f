import type { networkInterfaces } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { serverUrls } from './server-urls.js';

type Interfaces = ReturnType<typeof networkInterfaces>;

function address(text: string, family: 'IPv4' | 'IPv6', internal = false): object {
  return { address: text, family, internal };
}

const interfaces = {
  lo: [address('127.0.0.1', 'IPv4', true), address('::1', 'IPv6', true)],
  wifi: [address('192.168.1.7', 'IPv4'), address('fe80::1', 'IPv6')],
  cable: [address('10.0.0.3', 'IPv4'), address('169.254.9.9', 'IPv4')],
} as unknown as Interfaces;

describe('the URLs of a server', () => {
  it('are localhost and every LAN address where it listens everywhere', () => {
    const urls = ['http://localhost:8000/', 'http://192.168.1.7:8000/', 'http://10.0.0.3:8000/'];
    expect(serverUrls('0.0.0.0', 8000, interfaces)).toEqual(urls);
    expect(serverUrls('::', 8000, interfaces)).toEqual(urls);
  });

  it('are the one address it listens on otherwise', () => {
    expect(serverUrls('192.168.1.7', 80, interfaces)).toEqual(['http://192.168.1.7:80/']);
    expect(serverUrls('::1', 8080, interfaces)).toEqual(['http://[::1]:8080/']);
  });
});
