import { expect, test } from '@jest/globals';
import { parseAnnouncedAddress } from './announced-address.js';

test.each([
  ['192.0.2.1', { host: '192.0.2.1' }],
  ['192.0.2.1:40000', { host: '192.0.2.1', port: 40_000 }],
  ['2001:db8::1', { host: '2001:db8::1' }],
  ['[2001:db8::1]', { host: '2001:db8::1' }],
  ['[2001:db8::1]:8189', { host: '2001:db8::1', port: 8189 }],
  ['home.example.org', { host: 'home.example.org' }],
  ['camera', { host: 'camera' }],
  ['home.example.org:1', { host: 'home.example.org', port: 1 }],
])('%s is an address to announce', (text, address) => {
  expect(parseAnnouncedAddress(text)).toEqual(address);
});

test.each([
  '',
  '192.0.2.256',
  '192.0.2.1:0',
  '192.0.2.1:65536',
  '192.0.2.1:',
  '[192.0.2.1]:80',
  '[home.example.org]:80',
  '2001:db8::1]:80',
  'https://example.org',
  'home.example.org/',
  'a b',
  '-a.example.org',
  `${'a'.repeat(64)}.example.org`,
  'example.123',
])('"%s" is none', (text) => {
  expect(parseAnnouncedAddress(text)).toBeUndefined();
});
