import { describe, expect, test } from '@jest/globals';
import { SystemCaptureClock } from '../frames/system-capture-clock.js';
import { makeVideoFile } from '../testing/make-video-file.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createVideoSource } from './create-video-source.js';
import { PacedTimeline } from './paced-timeline.js';

describe('a file', () => {
  test.each([
    [1, 4],
    [24, 1],
    [60, 1],
    [120, 1],
  ])('of %i pictures a second is due at its own speed', async (framerate, seconds) => {
    await using folder = await temporaryFolder();
    const path = folder.file('film.mp4');
    await makeVideoFile(path, { width: 16, height: 16, framerate, seconds });
    const source = createVideoSource({ source: path, clock: new SystemCaptureClock() });
    const timeline = new PacedTimeline();
    const dues: number[] = [];
    try {
      expect(await source.open(new AbortController().signal)).toMatchObject({ framerate });
      for await (const frame of source.frames()) {
        const nowUs = dues.at(-1) ?? 5_000_000;
        dues.push(timeline.dueUs(frame.captureTimeUs, nowUs, 1_000_000 / framerate));
        frame.close();
      }
    } finally {
      await source.close();
    }
    expect(dues).toHaveLength(framerate * seconds);
    dues.forEach((dueUs, index) =>
      expect(Math.abs(dueUs - 5_000_000 - (index * 1_000_000) / framerate)).toBeLessThanOrEqual(1),
    );
  });
});
