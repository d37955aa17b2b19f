import { describe, expect, it } from '@jest/globals';
import { demuxerRequest } from './program-request.js';

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
