import { describe, expect, it } from '@jest/globals';
import { Backend } from './backend.js';
import { resolveOptions } from './resolve-options.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

describe('how a source is read', () => {
  it.each<[object, string]>([
    [{ api: 'ffgear' }, `Option "api" must be one of the names, but got 'ffgear'. Allowed: 'CamGear'`],
    [
      { frameFormat: 'gray' },
      `Option "frameFormat" means nothing without api 'FFGear', but got 'gray'. Allowed: api: Backend.FFGear, or`,
    ],
    [
      { backend: 'v4l' },
      `Option "backend" must be a way to capture pictures, but got 'v4l'. Allowed: 'auto'`,
    ],
    [{ backend: 201 }, `or OpenCV's number 0, 200, 700, 1200, 1800, 1900`],
    [{ api: 'FFGear', backend: 200 }, `Option "backend" means nothing without api 'CamGear'`],
    [{ sourceDemuxer: 'lavfi' }, 'Option "sourceDemuxer" means nothing without'],
    [{ customFfmpeg: '/bin/ffmpeg' }, 'Option "customFfmpeg" means nothing without'],
    [{ sourceOptions: { '-vf': 'hflip' } }, 'Option "sourceOptions.-vf" means nothing without'],
    [{ sourceOptions: ['-vf'] }, 'Option "sourceOptions" must be an object of settings'],
    [
      { api: 'FFGear', sourceOptions: { vf: 'hflip' } },
      'Unknown option "sourceOptions.vf". Did you mean "-vf"',
    ],
    [{ api: 'FFGear', sourceOptions: { '-vf': '' } }, 'Option "sourceOptions.-vf" must be a string'],
    [{ api: 'FFGear', sourceOptions: { '-ffprefixes': '-y' } }, 'must be a list of words'],
    [
      { api: 'FFGear', sourceOptions: { '-vf': 'a', '-filter_complex': 'b' } },
      'Option "sourceOptions.-vf" must not stand beside "-filter_complex"',
    ],
  ])('%j is refused with field, rule and allowed values', (options, message) => {
    expect(() => resolveOptions({ source: 'a', ...options } as unknown as WebGearRtcOptions)).toThrow(
      message,
    );
  });

  it('does not concern frames of the own making', () => {
    const customStream = { read: () => null, stop: () => undefined };
    expect(() => resolveOptions({ customStream, api: Backend.FFGear })).toThrow(
      'Option "api" must not stand beside "customStream"',
    );
  });

  it('is resolved with its defaults', () => {
    const [stream] = resolveOptions({
      source: 'a',
      api: Backend.FFGear,
      sourceOptions: { '-vf': 'hflip' },
    }).streams.values();
    expect(stream).toMatchObject({ api: 'FFGear', frameFormat: 'bgr24', sourceOptions: { '-vf': 'hflip' } });
  });

  it('may be told by the numbers of OpenCV', () => {
    const [stream] = resolveOptions({ source: 0, backend: 1800 }).streams.values();
    expect(stream?.backend).toBe('gstreamer');
  });

  it('may be told for all streams at once', () => {
    const { streams } = resolveOptions({
      api: Backend.FFGear,
      streams: { a: { source: 'a' }, b: { source: 'b' } },
    });
    expect([...streams.values()].map(({ api }) => api)).toEqual(['FFGear', 'FFGear']);
  });
});
