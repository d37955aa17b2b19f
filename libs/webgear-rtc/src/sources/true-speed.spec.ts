import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { SystemCaptureClock } from '../frames/system-capture-clock.js';
import { makeVideoFile } from '../testing/make-video-file.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createVideoSource } from './create-video-source.js';
import { PacedTimeline } from './paced-timeline.js';
import type { VideoSourceInfo } from './video-source.interface.js';

/** When the first picture is due, in microseconds. */
const START_US = 5_000_000;

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
    const { dues, info } = await play(path);
    expect(info).toMatchObject({ framerate, live: false });
    expect(dues).toHaveLength(framerate * seconds);
    dues.forEach((dueUs, index) =>
      expect(Math.abs(dueUs - (index * 1_000_000) / framerate)).toBeLessThanOrEqual(1),
    );
  });

  test.each(['mp4', 'mkv'])('of a varying rate, in %s, is due when it says so itself', async (container) => {
    await using folder = await temporaryFolder();
    const path = folder.file(`film.${container}`);
    // As a phone records in the dark: some pictures come in time, others after two or three times as long.
    const kept = Array.from({ length: 90 }, (_, index) => index).filter((n) => n % 3 === 0 || n % 7 === 0);
    const filter = "select='not(mod(n,3))+not(mod(n,7))'";
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=30:duration=3', '-vf', filter];
    execFileSync('ffmpeg', ['-loglevel', 'error', ...source, '-fps_mode', 'vfr', '-c:v', 'libx264', path]);
    const { dues } = await play(path);
    expect(dues).toHaveLength(kept.length);
    // Matroska counts in milliseconds.
    dues.forEach((dueUs, index) =>
      expect(Math.abs(dueUs - ((kept[index] ?? 0) * 1_000_000) / 30)).toBeLessThanOrEqual(501),
    );
  });
});

/** When each picture is due, in microseconds from the first, where every one is shown the moment it is due. */
async function play(path: string): Promise<{ info: VideoSourceInfo; dues: number[] }> {
  const source = createVideoSource({ source: path, clock: new SystemCaptureClock() });
  const timeline = new PacedTimeline();
  const dues: number[] = [];
  try {
    const info = await source.open(new AbortController().signal);
    for await (const frame of source.frames()) {
      const nowUs = dues.at(-1) ?? START_US;
      dues.push(timeline.dueUs(frame.captureTimeUs, nowUs, 1_000_000 / info.framerate));
      frame.close();
    }
    return { info, dues: dues.map((dueUs) => dueUs - START_US) };
  } finally {
    await source.close();
  }
}
