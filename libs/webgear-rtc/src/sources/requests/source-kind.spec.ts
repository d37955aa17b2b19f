import { describe, expect, it } from '@jest/globals';
import { sourceKindOf } from './source-kind.js';

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
