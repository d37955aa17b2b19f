import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { demuxerRequest, programRequest } from './program-request.js';

describe('an image file for the ffmpeg program', () => {
  it.each([
    ['photo.jpg', '1'],
    ['moving.gif', undefined],
  ])('%s is looped: %s', async (name, loop) => {
    await using folder = await temporaryFolder();
    const path = folder.file(name);
    await writeFile(path, 'x');
    const { options } = await programRequest({ kind: 'image', path }, { framerate: 5 }, 'label');
    expect(options['loop']).toBe(loop);
  });
});

describe('a source for a demuxer from the options', () => {
  const constraints = { framerate: 15, resolution: [640, 480] } as const;

  it.each([
    ['v4l2', { framerate: '15', video_size: '640x480' }, true],
    ['lavfi', {}, false],
    ['mpegts', {}, 'probe'],
  ])('%s gets %j, and is live: %s', (demuxer, options, live) => {
    expect(demuxerRequest(demuxer, 'name', constraints, 'label')).toMatchObject({
      format: demuxer,
      url: 'name',
      options,
      live,
    });
  });
});
