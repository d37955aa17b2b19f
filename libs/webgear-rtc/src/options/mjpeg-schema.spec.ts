import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';
import type { RegistrationSettings } from './webgear-rtc-options.interface.js';

const resolve = (options: object): ReturnType<typeof resolveOptions> =>
  resolveOptions({ source: 'test:', ...options } as RegistrationSettings);

describe('the option mjpeg', () => {
  it('has the quality of WebGear, unless it is stated, for all streams or for one', () => {
    expect(resolve({}).streams.get('default')).toMatchObject({ mjpegQuality: 90, mjpegPath: undefined });
    const streams = {
      a: { source: 'test:' },
      b: { source: 'test:', mjpeg: { quality: 100, path: 'video' } },
    };
    const resolved = resolveOptions({ streams, mjpeg: { quality: 50 } }).streams;
    expect(resolved.get('a')).toMatchObject({ mjpegQuality: 50, mjpegPath: undefined });
    expect(resolved.get('b')).toMatchObject({ mjpegQuality: 100, mjpegPath: 'video' });
  });

  it.each([
    [{ mjpeg: 90 }, 'Option "mjpeg" must be an object of settings, but got 90. Allowed: { quality: 90'],
    [{ mjpeg: { quality: 101 } }, 'Option "mjpeg.quality" must be at most 100'],
    [{ mjpeg: { qualty: 1 } }, 'Unknown option "mjpeg.qualty". Did you mean "quality"'],
    [{ mjpeg: { path: '/video' } }, 'Option "mjpeg.path" must be a path below that of the page'],
    [{ mjpeg: { path: 'a/../b' } }, 'Option "mjpeg.path" must be a path below'],
    [{ mjpeg: { path: ':name' } }, 'Option "mjpeg.path" must be a path below'],
    [{ mjpeg: { path: 'Static/video' } }, 'Option "mjpeg.path" must not begin as another route does'],
    [{ mjpeg: { path: 'offer' } }, 'Allowed: any but "offer", '],
    [
      { mjpeg: { path: 'files' }, mounts: [{ path: 'files/a', directory: '.' }] },
      'must not begin as another route',
    ],
    [{ jpeg_compression_quality: 80 }, 'It stands in "mjpeg": mjpeg: { quality: 90 }.'],
    [{ custom_video_endpoint: '/video' }, 'It stands in "mjpeg": mjpeg: { path: \'video\' }.'],
  ])('%j is refused', (options, message) => {
    expect(() => resolve(options)).toThrow(message);
  });
});
