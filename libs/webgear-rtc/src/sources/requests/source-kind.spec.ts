import { sourceKindOf, platformOf, sourceKindFor } from './source-kind.js';
import { describe, expect, it } from '@jest/globals';

describe('sourceKindOf', () => {
  it.each([
    [0, { kind: 'device', index: 0 }],
    ['2', { kind: 'device', index: 2 }],
    ['/dev/video10', { kind: 'device-path', path: '/dev/video10' }],
    ['screen:', { kind: 'screen', display: '' }],
    ['screen::1.0', { kind: 'screen', display: ':1.0' }],
    ['rtsp://cam/1', { kind: 'url', scheme: 'rtsp', url: 'rtsp://cam/1' }],
    ['HTTP://host/a.mp4', { kind: 'url', scheme: 'http', url: 'HTTP://host/a.mp4' }],
    ['videotestsrc ! appsink', { kind: 'pipeline', pipeline: 'videotestsrc ! appsink' }],
    ['shot%04d.png', { kind: 'sequence', pattern: 'shot%04d.png' }],
    ['photo.JPG', { kind: 'image', path: 'photo.JPG' }],
    ['video.mp4', { kind: 'file', path: 'video.mp4' }],
    ['file:///srv/a%20b.mp4', { kind: 'file', path: '/srv/a b.mp4' }],
    ['C:\\clips\\a.mp4', { kind: 'file', path: 'C:\\clips\\a.mp4' }],
    ['concat:a.ts|b.ts', { kind: 'file', path: 'concat:a.ts|b.ts' }],
  ])('reads %j', (source, kind) => {
    expect(sourceKindOf(source)).toEqual(kind);
  });

  it('reads the parameters of a test pattern', () => {
    const kind = sourceKindOf('test:?size=640x360&rate=25');
    expect(kind).toMatchObject({ kind: 'test', name: '' });
    expect(kind.kind === 'test' && [...kind.parameters]).toEqual([
      ['size', '640x360'],
      ['rate', '25'],
    ]);
  });
});

describe('a source with a given capture API', () => {
  it.each([
    [0, 'v4l2', { kind: 'device', index: 0 }, 'linux'],
    ['/dev/v4l/by-id/front', 'v4l2', { kind: 'device-path', path: '/dev/v4l/by-id/front' }, 'linux'],
    ['HD Camera', 'dshow', { kind: 'device-path', path: 'HD Camera' }, 'win32'],
    ['1', 'avfoundation', { kind: 'device', index: 1 }, 'darwin'],
    ['screen::7', 'x11grab', { kind: 'screen', display: ':7' }, 'linux'],
    ['videotestsrc', 'gstreamer', { kind: 'pipeline', pipeline: 'videotestsrc' }, undefined],
    ['film.mp4', 'ffmpeg', { kind: 'file', path: 'film.mp4' }, undefined],
    [2, undefined, { kind: 'device', index: 2 }, undefined],
  ] as const)('%j by %s', (source, backend, kind, platform) => {
    expect(sourceKindFor(source, backend)).toEqual(kind);
    expect(platformOf(backend)).toBe(platform);
  });
});
