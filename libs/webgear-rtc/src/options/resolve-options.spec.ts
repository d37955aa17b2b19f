import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

function messageFor(options: unknown): string {
  try {
    resolveOptions(options as WebGearRtcOptions);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe('options', () => {
  it.each<[unknown, string]>([
    [undefined, 'Option "options" must be an object, but got undefined. Allowed: { source: …, … }.'],
    [null, 'Option "options" must be an object, but got null. Allowed: { source: …, … }.'],
    [
      {},
      'Option "source" must say where the frames come from, but got undefined. Allowed: a device index from 0, a file ' +
        'path, a URL, a GStreamer pipeline, "screen:", "test:", "whip:".',
    ],
    [{ source: '' }, /^Option "source" must say where .*, but got ''/.source],
    [{ source: -1 }, /^Option "source" .* got -1/.source],
    [{ source: 1.5 }, /^Option "source" .* got 1.5/.source],
    [{ source: 'a', loop: 'yes' }, `Option "loop" must be a boolean, but got 'yes'. Allowed: true, false.`],
    [
      { source: 'a', framerate: 0 },
      'Option "framerate" must be at least 1, but got 0. Allowed: 1 to 240 frames per second.',
    ],
    [{ source: 'a', framerate: Number.NaN }, 'Option "framerate" must be a number, but got NaN.'],
    [
      { source: 'a', resolution: [63, 480] },
      'Option "resolution" must be a width and a height in pixels, but got [ 63, 480 ]. Allowed: [width, height], each a ' +
        'whole number from 64 to 8192.',
    ],
    [{ source: 'a', resolution: [640] }, 'Option "resolution" must be'],
    [{ source: 'a', resolution: '640x480' }, 'Option "resolution" must be'],
    [
      { source: 'a', frameSizeReduction: 91 },
      'Option "frameSizeReduction" must be at most 90, but got 91. Allowed: 0 to 90 percent.',
    ],
    [{ source: 'a', frameSizeReduction: -1 }, 'Option "frameSizeReduction" must be'],
    [{ source: 'a', enableInfiniteFrames: 1 }, 'Option "enableInfiniteFrames" must be a boolean'],
    [{ source: 'a', enableLiveBroadcast: null }, 'Option "enableLiveBroadcast" must be a boolean'],
    [{ source: 'a', timeDelay: -1 }, 'Option "timeDelay" must be at least 0'],
    [{ source: 'a', bitrateBps: 1000 }, 'Option "bitrateBps" must be at least 50000, but got 1000.'],
    [{ source: 'a', keyFrameIntervalMs: 100 }, 'Option "keyFrameIntervalMs" must be at least 250'],
    [
      { source: 'a', audio: 'on' },
      `Option "audio" must be 'auto' or a boolean, but got 'on'. Allowed: 'auto', true, false.`,
    ],
    [{ source: 'a', audio: 1 }, `Option "audio" must be 'auto' or a boolean, but got 1.`],
    [
      { source: 'a', audioSource: ' ' },
      'Option "audioSource" must be a string that is not empty, but got \' \'. Allowed: any text.',
    ],
    [{ source: 'a', audioSource: 0 }, 'Option "audioSource" must be a string that is not empty, but got 0.'],
    [
      { source: 'a', audioSync: 'no' },
      `Option "audioSync" must be a boolean, but got 'no'. Allowed: true, false.`,
    ],
    [
      { streams: { front: { source: 'a', audio: 'off' } } },
      `Option "streams.front.audio" must be 'auto' or a boolean, but got 'off'.`,
    ],
    [{ source: 'a', keepWarm: 'no' }, 'Option "keepWarm" must be a boolean'],
    [{ source: 'a', stallTimeoutMs: 999 }, 'Option "stallTimeoutMs" must be at least 1000'],
    [{ source: 'a', idleStopMs: -1 }, 'Option "idleStopMs" must be at least 0'],
    [{ source: 'a', maxPeers: 0 }, 'Option "maxPeers" must be at least 1, but got 0. Allowed: 1 to 10000.'],
    [{ source: 'a', maxPeers: 2.5 }, 'Option "maxPeers" must be a whole number, but got 2.5.'],
    [
      { source: 'a', udpPort: 99_999 },
      'Option "udpPort" must be at most 65535, but got 99999. Allowed: 0 to 65535.',
    ],
    [{ source: 'a', udpPort: '5004' }, `Option "udpPort" must be a whole number, but got '5004'.`],
    [
      { source: 'a', framerate: Number.POSITIVE_INFINITY },
      'Option "framerate" must be at most 240, but got Infinity.',
    ],
    [
      { source: 'a', announcedAddresses: ['192.0.2.1', 'http://example.org'] },
      `Option "announcedAddresses[1]" must be an IP address or a host name, but got 'http://example.org'. Allowed: IP addresses and host names`,
    ],
    [{ source: 'a', customDataLocation: 7 }, 'Option "customDataLocation" must be a string'],
    [{ source: 'a', overwriteDefaultFiles: 'x' }, 'Option "overwriteDefaultFiles" must be a boolean'],
    [{ source: 'a', logging: 'debug' }, 'Option "logging" must be a boolean'],
    [{ source: 'a', logLevel: 'info' }, 'Option "logLevel" must be '],
    [{ source: 'a', exposeErrors: 1 }, 'Option "exposeErrors" must be a boolean'],
    [
      { source: 'a', mounts: [{ path: '../up', directory: 'd' }] },
      'Option "mounts[0]" must be a folder to serve',
    ],
    [{ source: 'a', mounts: [{ path: 'ok' }] }, 'Option "mounts[0]" must be a folder to serve'],
    [
      { source: 'a', framSizeReduction: 1 },
      'Unknown option "framSizeReduction". Did you mean "frameSizeReduction"?',
    ],
    [{ source: 'a', frame_size_reduction: 1 }, 'Did you mean "frameSizeReduction"?'],
    [
      { source: 'a', path: 'x' },
      'Unknown option "path". It stands beside "useFactory", not in what the factory returns.',
    ],
    [{ source: 'a', guards: [] }, 'Unknown option "guards". It stands beside "useFactory"'],
    [{ source: 0, CAP_PROP_FPS: 5 }, `It stands in "sourceOptions": sourceOptions: { 'CAP_PROP_FPS': … }`],
    [{ source: 'a', smoothingRadius: 5 }, 'It stands in "stabilize": stabilize: { smoothingRadius: … }'],
    [{ source: 'a', clock: true }, 'It stands in "overlay": overlay: { clock: … }'],
    [
      { source: ['a', 'b'] },
      "Option \"source\" must be one source, but got [ 'a', 'b' ]. Allowed: streams: {",
    ],
    [Promise.resolve({ source: 'a' }), 'Option "options" must be an object, but got a Promise.'],
    [{ source: 'a', zzz: 1 }, 'Unknown option "zzz".'],
    [{ source: 'a', constructor: 1 }, 'Unknown option "constructor".'],
  ])('%j is refused with field, rule and allowed values', (options, message) => {
    expect(messageFor(options)).toMatch(message.startsWith('^') ? new RegExp(message) : message);
  });

  it('cuts a long value short in the message', () => {
    expect(messageFor({ source: 'a', loop: 'x'.repeat(10_000) }).length).toBeLessThan(250);
  });

  it.each([
    [{}, 'debug', false],
    [{ logging: true }, 'verbose', true],
    [{ logging: true, logLevel: 'warn' }, 'warn', true],
    [{ logging: true, exposeErrors: false }, 'verbose', false],
    [{ exposeErrors: true }, 'debug', true],
  ] as const)(
    'say of %j what is logged, and whether clients are told of errors',
    (stated, logLevel, exposeErrors) => {
      expect(resolveOptions({ source: 'a', ...stated })).toMatchObject({ logLevel, exposeErrors });
    },
  );

  it('are complete with nothing but a source', () => {
    const resolved = resolveOptions({ source: 'movie.mp4' });
    expect(resolved).toMatchObject({ enableLiveBroadcast: true, maxPeers: 100, udpPort: 0, logging: false });
    expect([...resolved.streams.values()]).toEqual([
      {
        name: 'default',
        source: 'movie.mp4',
        api: 'CamGear',
        backend: 'auto',
        cameraNum: 0,
        streamMode: false,
        frameFormat: 'bgr24',
        sourceOptions: {},
        loop: false,
        framerate: undefined,
        resolution: undefined,
        frameSizeReduction: 0,
        transformFormat: 'rgba',
        transformBudgetMs: 200,
        enableInfiniteFrames: true,
        timeDelay: 0,
        renditions: 'auto',
        codecs: ['h264', 'vp8'],
        passthrough: 'auto',
        publishPage: false,
        hardwareEncoding: 'never',
        audio: 'auto',
        audioSource: undefined,
        audioSync: true,
        keyFrameIntervalMs: 4000,
        lookBackMs: 0,
        record: undefined,
        mjpegFramerate: 10,
        mjpegQuality: 90,
        mjpegPath: undefined,
        keepWarm: false,
        stallTimeoutMs: 10_000,
        idleStopMs: 5000,
      },
    ]);
  });

  it('take a function that chooses rungs, and nothing else in its place', () => {
    const selectRung = (): string => 'half';
    expect(resolveOptions({ source: 'a', selectRung }).selectRung).toBe(selectRung);
    expect(resolveOptions({ source: 'a' }).selectRung).toBeUndefined();
    expect(messageFor({ source: 'a', selectRung: 'half' })).toContain(
      'Option "selectRung" must be a function',
    );
    expect(messageFor({ streams: { a: { source: 'a', selectRung } } })).toContain(
      'It stands beside "streams"',
    );
  });

  it('take an undefined field for one that is not there', () => {
    const [stream] = resolveOptions({
      source: 0,
      loop: undefined,
    } as unknown as WebGearRtcOptions).streams.values();
    expect(stream?.loop).toBe(false);
  });

  it('take sound for each stream, or as a default for all', () => {
    const streams = {
      front: { source: 'a' },
      yard: { source: 'b', audio: false, audioSource: 'alsa:default' },
    };
    const resolved = resolveOptions({ streams, audio: true, audioSync: false }).streams;
    expect(resolved.get('front')).toMatchObject({ audio: true, audioSync: false });
    expect(resolved.get('yard')).toMatchObject({
      audio: false,
      audioSource: 'alsa:default',
      audioSync: false,
    });
  });

  it.each([
    [{}, 10],
    [{ mode: 'mjpeg' }, 30],
    [{ mode: 'mjpeg', mjpegFramerate: 5 }, 5],
  ] as const)('show so many JPEG images a second with %j', (stated, framerate) => {
    const { streams } = resolveOptions({ streams: { front: { source: 'a' } }, ...stated });
    expect(streams.get('front')?.mjpegFramerate).toBe(framerate);
  });

  it.each([
    [{ enableLiveBroadcast: true }, true],
    [{ enableLiveBroadcast: false }, false],
    [{ enableLiveBroadcast: false, enableInfiniteFrames: true }, true],
    [{ enableLiveBroadcast: true, enableInfiniteFrames: false }, false],
  ])('%j goes on without end: %s', (options, expected) => {
    const [stream] = resolveOptions({ source: 'a', ...options }).streams.values();
    expect(stream?.enableInfiniteFrames).toBe(expected);
  });

  it("leave the caller's object alone and do not follow it later", () => {
    const options = Object.freeze({ source: 'a', resolution: [640, 480] as [number, number], mounts: [] });
    const resolved = resolveOptions(options);
    options.resolution[0] = 1;
    expect([...resolved.streams.values()][0]?.resolution).toEqual([640, 480]);
    expect(Object.isFrozen(resolved)).toBe(true);
  });
});
