import { describe, expect, it } from '@jest/globals';
import { findFfmpeg } from './find-ffmpeg.js';

describe('the ffmpeg program', () => {
  const staticPath = () => Promise.resolve('/static/ffmpeg');
  const none = () => Promise.resolve(undefined);

  it.each([
    ['/mine', '/env', staticPath, '/mine'],
    [undefined, '/env', staticPath, '/env'],
    [undefined, '', staticPath, '/static/ffmpeg'],
    [undefined, undefined, none, 'ffmpeg'],
  ])(
    'named %s in the options and %s in the environment is %s',
    async (customFfmpeg, named, path, expected) => {
      const environment = { FFMPEG_PATH: named };
      await expect(findFfmpeg({ customFfmpeg, environment, staticPath: path })).resolves.toBe(expected);
    },
  );
});
