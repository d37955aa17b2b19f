import { describe, expect, it } from '@jest/globals';
import { platformOf, sourceKindFor } from './backend-source-kind.js';

describe('a source whose capture API is named', () => {
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
