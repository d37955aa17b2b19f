import { describe, expect, it } from '@jest/globals';
import { threadPoolSize } from '../../ffmpeg/input/blocking-read-semaphore.js';
import { Backend } from '../../options/backend.js';
import { threadPoolWarning } from './thread-pool-warning.js';

const api = Backend.CamGear;

describe('threadPoolWarning', () => {
  it('is returned if live sources leave fewer than two threads', () => {
    const sources = ['udp://a:1', 0, 'http://a/2'].map((source) => ({ source, api }));
    expect(threadPoolWarning(sources.slice(1), 4)).toBeUndefined();
    expect(threadPoolWarning(sources, 4)).toMatch(/^3 cameras .* 4 threads.*UV_THREADPOOL_SIZE=5 /);
    expect(threadPoolWarning(sources, 5)).toBeUndefined();
  });

  it('ignores files, test patterns and sources of another process', () => {
    const streams = [
      { source: 'a.mp4', api },
      { source: 'test:', api },
      { source: undefined, api },
      { source: 'udp://a:1', api: Backend.FFGear },
      { source: 'rtsp://a/1', api },
      { source: 'rtsps://a/1', api },
    ];
    expect(threadPoolWarning(streams, 2)).toBeUndefined();
  });

  it('uses the size from the environment', () => {
    expect(threadPoolSize({})).toBe(4);
    expect(threadPoolSize({ UV_THREADPOOL_SIZE: '16' })).toBe(16);
  });
});
