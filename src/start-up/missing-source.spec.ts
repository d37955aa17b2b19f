import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { missingSource } from './missing-source.js';

const thisFile = fileURLToPath(import.meta.url);

describe('a missing source', () => {
  it.each(['nofile.mp4', './no such file.mp4', '/no/such/file'])('is the path of no file: %s', (source) => {
    expect(missingSource({ source })).toBe(source);
    expect(missingSource({ streams: { front: { source: 'test:' }, yard: { source } } })).toBe(source);
  });

  it.each([
    thisFile,
    0,
    'test:',
    'test:clock?size=1',
    'screen:',
    'rtsp://camera.local/1',
    'http://camera.local/no.mp4',
    'img%03d.png',
    '/dev/video7',
    'videotestsrc ! appsink',
    undefined,
  ])('is not %s', (source) => {
    expect(missingSource({ source })).toBeUndefined();
  });

  it('is not looked for where another reader has its own names', () => {
    expect(missingSource({ source: 'testsrc', api: 'FFGear' })).toBeUndefined();
    expect(missingSource({ api: 'FFGear', streams: { a: { source: 'testsrc' } } })).toBeUndefined();
    expect(missingSource({ source: 'nofile.mp4', api: 'CamGear' })).toBe('nofile.mp4');
  });

  it.each([{ streams: { front: null } }, { streams: 'front' }, { streams: [] }, {}])(
    'is not looked for where there is none: %j',
    (options) => {
      expect(missingSource(options)).toBeUndefined();
    },
  );
});
