import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { WebGearRtcModule } from '../webgear-rtc.module.js';
import { resolveOptions } from './resolve-options.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

function errorOf(options: unknown): Error {
  try {
    resolveOptions(options as WebGearRtcOptions);
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
}

/** The ways in which people write a password; each has the word `hunter` in it. */
const addresses = [
  'rtsp://admin:hunter2@camera.local/stream',
  'rtsp://hunter2@camera.local/stream',
  'rtsp://admin:hun/hunter@camera.local/stream',
  'rtsp://admin:my hunter 2@camera.local/stream',
  'rtsp://admin:p@hunter#1@camera.local:554/stream',
  'rtsp://admin:12/hunter@camera.local/stream',
  'rtsp:/admin:hunter2@camera.local/stream',
  'admin:hunter2@camera.local/stream',
  '//admin:hunter2@camera.local/stream',
  'http://camera.local/video?user=admin&password=hunter2&token=hunter3',
  'http://camera.local/video?password=my hunter 2',
  `rtsp://admin:hunter2${'x'.repeat(100)}@camera.local/stream`,
  'rtspsrc location=rtsp://camera.local user-id=admin user-pw=hunter2 ! decodebin ! appsink',
];

/** Slips with an address, each of which breaks a rule. */
const slips: [string, (address: string) => unknown][] = [
  ['streams as texts', (address) => ({ streams: { front: address } })],
  ['streams as a list', (address) => ({ streams: [address] })],
  ['streams as a list of objects', (address) => ({ streams: [{ source: address }] })],
  ['a stream named by its address', (address) => ({ streams: { [address]: { source: address } } })],
  ['a list of streams one level deeper', (address) => ({ streams: { front: [address] } })],
  ['a source beside streams', (address) => ({ source: address, streams: { a: { source: address } } })],
  ['a list of sources', (address) => ({ source: [address] })],
  ['an object as a source', (address) => ({ source: { url: address } })],
  ['a nested object as a source', (address) => ({ source: { input: { camera: { url: address } } } })],
  ['a source beside a customStream', (address) => ({ source: address, customStream: { url: address } })],
  ['a Pi camera with a source', (address) => ({ source: address, api: 'PiGear' })],
  ['a page that is none', (address) => ({ source: address.replace(/^http/, 'rtsp'), streamMode: true })],
  ['a misspelt option', (address) => ({ [address]: true })],
  ...['loop', 'maxPeers', 'udpAddress', 'api', 'backend', 'resolution', 'colorspace', 'sourceOptions'].map(
    (name): [string, (address: string) => unknown] => [name, (address) => ({ source: 'a', [name]: address })],
  ),
  ['an audioSource as an object', (address) => ({ source: 'a', audioSource: { url: address } })],
  ['an audioSource as a list', (address) => ({ source: 'a', audioSource: [address] })],
  ['announcedAddresses', (address) => ({ source: 'a', announcedAddresses: [address] })],
  ['iceServers as texts', (address) => ({ source: 'a', iceServers: [address] })],
  ['iceServers', (address) => ({ source: 'a', iceServers: [{ urls: address, credential: 'hunter2' }] })],
  ['mounts', (address) => ({ source: 'a', mounts: [{ path: address, directory: address }] })],
  ['a tweak', (address) => ({ source: 0, sourceOptions: { CAP_PROP_FOURCC: address } })],
  ['an unknown tweak', (address) => ({ source: 0, sourceOptions: { [address]: 1 } })],
  ['a filter', (address) => ({ source: 0, sourceOptions: { '-vf': `movie=${address}` } })],
  ['the options as a text', (address) => address],
];

describe('a password', () => {
  it.each(slips)('does not get into the error for %s', (_name, optionsWith) => {
    for (const address of addresses) {
      const error = errorOf(optionsWith(address));
      expect(error).toMatchObject({ code: expect.stringMatching(/^WGR_OPTION_/) });
      expect(inspect({ ...error, message: error.message, stack: error.stack }, { depth: 9 })).not.toMatch(
        /hunter/,
      );
    }
  });

  it.each([
    ['a URL object', { source: [new URL('rtsp://admin:hunter2@camera.local/s')] }],
    [
      'a URL object with fields of its own',
      { source: { url: new URL('rtsp://admin:hunter2@camera.local/s') } },
    ],
    ['fields of an object', { source: { user: 'hunter', password: 'hunter2', apiKey: 'hunter3' } }],
    [
      'a class',
      {
        source: new (class Camera {
          readonly password = 'hunter2';
        })(),
      },
    ],
    [
      'a getter',
      {
        source: {
          get password() {
            return 'hunter2';
          },
        },
      },
    ],
    [
      'a server',
      { source: 'a', iceServers: [{ urls: 'turn:h', username: 'hunter', credential: ['hunter2'] }] },
    ],
    ['a server with a wrong field', { source: 'a', iceServers: [{ urls: 'turn:h', password: 'hunter2' }] }],
    [
      'a server with its account in the URL',
      { source: 'a', iceServers: [{ urls: 'turn:viewer:hunter2@h' }] },
    ],
    ['no list of servers', { source: 'a', iceServers: { urls: 'turn:h', credential: 'hunter2' } }],
    [
      'prefixes',
      {
        source: 'a',
        api: 'FFGear',
        sourceOptions: { '-ffprefixes': ['-headers', 'Authorization: Basic hunter', 1] },
      },
    ],
    ['prefixes of another api', { source: 'a', sourceOptions: { '-ffprefixes': ['-password', 'hunter2'] } }],
    ['cookies', { source: 'a', sourceOptions: { '-ffprefixes': ['-cookies', 'session=hunter2; path=/'] } }],
    [
      'headers',
      { source: 'a', sourceOptions: { '-headers': 'Cookie: session=hunter2\r\nX-Api-Key: hunter3' } },
    ],
    ['headers in a text', { source: 'a', api: 'X-Api-Key: hunter2\nCookie: a=hunter3' }],
    ['a token in a text', { source: 'a', api: 'Bearer hunter2' }],
    ['JSON in a text', { source: 'a', api: '{"password": "hunter 2", "user": "a"}' }],
    ['a command line', { source: 'a', api: 'ffmpeg --password hunter2 -passphrase=hunter3' }],
    [
      'parameters of yt-dlp',
      {
        source: 'http://h/v',
        streamMode: true,
        sourceOptions: {
          STREAM_PARAMS: { username: 'hunter', password: 'hunter2', videopassword: 'hunter3', x: {} },
        },
      },
    ],
    [
      'parameters of yt-dlp alone',
      { source: 'a', sourceOptions: { STREAM_PARAMS: { 'ap-password': 'hunter2' } } },
    ],
    [
      'a header for yt-dlp',
      {
        source: 'a',
        sourceOptions: { STREAM_PARAMS: { 'add-headers': 'Authorization:hunter2', cookies: 'hunter.txt' } },
      },
    ],
    [
      'a proxy for yt-dlp',
      { source: 'a', sourceOptions: { STREAM_PARAMS: { proxy: 'http://u:hunter2@proxy' } } },
    ],
  ])('does not get into the error for %s', (_name, options) => {
    const error = errorOf(options);
    expect(inspect({ ...error, message: error.message }, { depth: 9 })).not.toMatch(/hunter/);
  });

  it('does not get into the errors of a registration', () => {
    const url = 'rtsp://admin:hunter2@camera.local/stream';
    for (const slip of [
      () => WebGearRtcModule.forRoot(url as never),
      () => WebGearRtcModule.forRoot([{ source: url }] as never),
      () => WebGearRtcModule.forRootAsync({ source: url } as never),
      () => WebGearRtcModule.forRoot({ source: url, path: url } as never),
      () => WebGearRtcModule.forRoot({ source: url, guards: [url] } as never),
      () => WebGearRtcModule.forRoot({ source: url, name: new URL(url) } as never),
    ]) {
      expect(slip).toThrow(/^Option "/);
      expect(slip).not.toThrow(/hunter/);
    }
  });

  it('leaves the rest of what was stated to be read', () => {
    expect(errorOf({ streams: { front: addresses[0] } }).message).toContain(
      "got 'rtsp://***@camera.local/stream'",
    );
    expect(errorOf({ source: 'a', api: 'https://www.youtube.com/@channel' }).message).toContain('/@channel');
    expect(errorOf({ source: 'a', iceServers: [{ urls: 'turn:h', username: 1 }] }).message).toContain(
      'iceServers[0].username" must be a string that is not empty, beside the URL of a TURN server, but got a number',
    );
  });
});

describe('a URL', () => {
  it('is taken as a source, with what it has escaped', () => {
    const url = new URL('rtsp://camera.local/stream');
    url.username = 'admin';
    url.password = 'p@ss/word 1';
    const [stream] = resolveOptions({ source: url }).streams.values();
    expect(stream?.source).toBe('rtsp://admin:p%40ss%2Fword%201@camera.local/stream');
  });
});
