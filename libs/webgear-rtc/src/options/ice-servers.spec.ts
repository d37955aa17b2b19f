import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { IceServer } from './ice-server.interface.js';
import { withTemporaryCredentials } from './temporary-credentials.js';
import { parseIceServerUrl } from './ice-server-url.js';
import { resolveOptions } from './resolve-options.js';

const account = { username: 'viewer', credential: 'open sesame' };
const resolve = (iceServers: unknown, more = {}): readonly IceServer[] =>
  resolveOptions({ source: 'test:', iceServers: iceServers as IceServer[], ...more }).iceServers;

describe('the URL of a server', () => {
  test.each([
    ['stun:stun.example.org', 'stun', 'udp', 'stun.example.org', 3478],
    ['stun:192.0.2.1:19302', 'stun', 'udp', '192.0.2.1', 19_302],
    ['turn:turn.example.org', 'turn', 'udp', 'turn.example.org', 3478],
    ['turn:[2001:0db8::0001]:443?transport=tcp', 'turn', 'tcp', '2001:db8::1', 443],
    ['TURNS:turn.example.org', 'turn', 'tls', 'turn.example.org', 5349],
    ['turns:turn.example.org:443?transport=tcp', 'turn', 'tls', 'turn.example.org', 443],
  ])('%s says all there is to know', (url, kind, transport, host, port) => {
    expect(parseIceServerUrl(url)).toEqual({ kind, transport, host, port });
  });

  test.each([
    'stuns:stun.example.org',
    'stun:stun.example.org?transport=tcp',
    'turns:turn.example.org?transport=udp',
    'turn:turn.example.org?transport=sctp',
    'turn://turn.example.org',
    'turn:viewer:secret@turn.example.org',
    'stun:stun.example.org:0',
    'stun:stun.example.org:65536',
    'stun:[2001:db8::1::2]',
    'stun:',
    'https://example.org',
  ])('%s is refused', (url) => {
    expect(parseIceServerUrl(url)).toBeUndefined();
  });
});

describe('accounts that end by themselves', () => {
  test('are made of the secret, for each viewer another', () => {
    const servers = resolve([
      { urls: 'stun:stun.example.org' },
      { urls: 'turn:a', secret: 'north', ttlSeconds: 600 },
      { urls: 'turn:b', secret: 'north', username: 'hall' },
    ]);
    const [stun, first, second] = withTemporaryCredentials(servers, 1_700_000_000_500);
    expect(stun).toEqual(servers[0]);
    expect(first?.username).toMatch(/^1700000600:[0-9a-f]{12}$/);
    expect(second?.username).toMatch(/^1700086400:hall-[0-9a-f]{12}$/);
    const credential = createHmac('sha1', 'north')
      .update(second?.username ?? '')
      .digest('base64');
    expect(second).toEqual({ urls: ['turn:b'], username: second?.username, credential });
    expect(withTemporaryCredentials(servers)[1]?.username).not.toBe(first?.username);
  });
});

describe('servers', () => {
  test('are none unless they are named', () => {
    expect(resolveOptions({ source: 'test:' })).toMatchObject({ iceServers: [], iceTransportPolicy: 'all' });
  });

  test('have their URLs in a list, and cannot be changed afterwards', () => {
    const stated = [{ urls: 'stun:stun.example.org' }, { urls: ['turn:turn.example.org'], ...account }];
    const servers = resolve(stated);
    expect(servers).toEqual([{ urls: ['stun:stun.example.org'] }, stated[1]]);
    expect([servers, servers[0], servers[1]?.urls].every(Object.isFrozen)).toBe(true);
    expect(structuredClone(servers)).toEqual(servers);
  });

  test.each([
    ['no list', { urls: 'stun:stun.example.org' }, 'iceServers" must be a list of STUN and TURN servers'],
    [
      'a URL alone',
      ['stun:stun.example.org'],
      'iceServers[0]" must be an object with the "urls" of a server',
    ],
    ['no URL', [{ urls: [] }], 'iceServers[0].urls" must have a URL in it'],
    ['nothing', [{ urls: 'stun:stun.example.org' }, {}], 'iceServers[1].urls" must be the URL'],
    [
      'a URL of another kind',
      [{ urls: ['stun:stun.example.org', 'http://example.org'] }],
      "iceServers[0].urls[1]\" must be the URL of a STUN or TURN server, but got 'http://example.org'",
    ],
    [
      'no account at a TURN server',
      [{ urls: 'turn:turn.example.org' }],
      'iceServers[0].username" must be a string',
    ],
    [
      'no password',
      [{ urls: 'turn:turn.example.org', username: 'viewer' }],
      'iceServers[0].credential" must be',
    ],
    [
      'a secret at a STUN server',
      [{ urls: 'stun:stun.example.org', secret: 'x' }],
      'iceServers[0].secret" must stand beside the URL of a TURN server',
    ],
    ['an empty secret', [{ urls: 'turn:a', secret: '' }], 'iceServers[0].secret" must be a string'],
    ['a life without a secret', [{ urls: 'turn:a', ttlSeconds: 60 }], 'iceServers[0].secret" must be'],
    [
      'a password beside a secret',
      [{ urls: 'turn:a', secret: 'x', credential: 'y' }],
      'iceServers[0].credential" must not stand beside "secret"',
    ],
    [
      'a name with a colon',
      [{ urls: 'turn:a', secret: 'x', username: 'a:b' }],
      'iceServers[0].username" must be',
    ],
    [
      'too short a life',
      [{ urls: 'turn:a', secret: 'x', ttlSeconds: 59 }],
      'iceServers[0].ttlSeconds" must be',
    ],
    [
      'a field too many',
      [{ urls: 'stun:stun.example.org', url: '' }],
      'iceServers[0].url" is no field of a server',
    ],
    [
      'nine URLs',
      [{ urls: Array.from({ length: 9 }, () => 'stun:stun.example.org') }],
      'iceServers" must have 8 URLs at most, but got 9',
    ],
  ])('with %s are refused, with the place of it', (_what, servers, words) => {
    expect(() => resolve(servers)).toThrow(`Option "${words}`);
  });

  test('are not repeated in an error, which may be published', () => {
    expect(() => resolve([{ urls: 'turn:', ...account }])).not.toThrow('open sesame');
    expect(() => resolve([{ urls: 'turn:', ...account }])).toThrow(
      `urls" must be the URL of a STUN or TURN server`,
    );
    expect(() => resolve({ urls: 'turn:h', ...account })).not.toThrow('open sesame');
    expect(() => resolve([{ urls: 'turn:h', secret: 'open sesame', ttlSeconds: 1 }])).not.toThrow(
      'open sesame',
    );
    expect(() => resolve({ urls: 'turn:h', ...account })).toThrow(
      "{ urls: 'turn:h', username: '***', credential: '***' }",
    );
  });

  test('must have a relay among them where viewers may come by nothing else', () => {
    const relay = { iceTransportPolicy: 'relay' };
    expect(resolve([{ urls: 'turn:turn.example.org', ...account }], relay)).toHaveLength(1);
    expect(() => resolve([{ urls: 'stun:stun.example.org' }], relay)).toThrow(
      'Option "iceTransportPolicy" needs a TURN server in "iceServers"',
    );
  });
});
