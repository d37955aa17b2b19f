import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { makeVideoFile } from '../../testing/make-video-file.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import { maxFilePauseUs, PacedTimeline } from './paced-timeline.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** When the first frame is due, in microseconds. */
const START_US = 5_000_000;

describe('a file', () => {
  test.each([
    [1, 4],
    [24, 1],
    [60, 1],
    [120, 1],
  ])('of %i frames per second plays at its own speed', async (framerate, seconds) => {
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

  test.each(['mp4', 'mkv'])('with a variable rate, in %s, follows its timestamps', async (container) => {
    await using folder = await temporaryFolder();
    const path = folder.file(`film.${container}`);
    // Like a phone recording in the dark: some frames take two or three intervals.
    const kept = Array.from({ length: 90 }, (_, index) => index).filter((n) => n % 3 === 0 || n % 7 === 0);
    const filter = "select='not(mod(n,3))+not(mod(n,7))'";
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=30:duration=3', '-vf', filter];
    execFileSync('ffmpeg', ['-loglevel', 'error', ...source, '-fps_mode', 'vfr', '-c:v', 'libx264', path]);
    const { dues } = await play(path);
    expect(dues).toHaveLength(kept.length);
    // Matroska has timestamps in milliseconds.
    dues.forEach((dueUs, index) =>
      expect(Math.abs(dueUs - ((kept[index] ?? 0) * 1_000_000) / 30)).toBeLessThanOrEqual(501),
    );
  });

  const film = ['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=2'];
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '25'];
  const stepsOf = (dues: readonly number[]) =>
    dues.slice(1).map((dueUs, index) => dueUs - (dues[index] ?? 0));

  test.each([
    ['repeat, in Matroska', 'mkv', 'setts=ts=floor(PTS/2048)*2048'],
    ['repeat, in MP4', 'mp4', 'setts=ts=floor(PTS/2048)*2048'],
    ['hardly rise, in MPEG-TS', 'ts', 'setts=ts=N'],
    ['stand still, in MPEG-TS', 'ts', 'setts=ts=0'],
  ])('whose timestamps %s plays evenly, in its own duration', async (_what, container, filter) => {
    await using folder = await temporaryFolder();
    const path = folder.file(`film.${container}`);
    execFileSync('ffmpeg', [...film, ...h264, '-bsf:v', filter, path]);
    const { dues } = await play(path);
    expect(dues).toHaveLength(50);
    expect(Math.max(...stepsOf(dues))).toBeLessThanOrEqual(100_000);
    expect(Math.min(...stepsOf(dues))).toBeGreaterThanOrEqual(12);
    expect(Math.abs((dues.at(-1) ?? 0) - 1_960_000)).toBeLessThanOrEqual(100_000);
  });

  test.each([3, 8, 30])(
    'of MPEG-TS parts with timestamp jumps of %i s plays without gaps',
    async (seconds) => {
      await using folder = await temporaryFolder();
      const part = (name: string, offset: number): Buffer => {
        execFileSync('ffmpeg', [...film, ...h264, '-output_ts_offset', String(offset), folder.file(name)]);
        return readFileSync(folder.file(name));
      };
      const path = folder.file('joined.ts');
      writeFileSync(path, Buffer.concat([part('a.ts', 0), part('b.ts', 2 + seconds), part('c.ts', 1)]));
      const { dues } = await play(path);
      expect(dues.length).toBeGreaterThan(145);
      expect(Math.max(...stepsOf(dues))).toBeLessThanOrEqual(500_000);
    },
    20_000,
  );

  test.each(['mp4', 'mkv'])('in %s keeps the pauses of a screen recording', async (container) => {
    await using folder = await temporaryFolder();
    const path = folder.file(`screen.${container}`);
    const pause = ['-vf', "setpts='if(gte(N,25),PTS+12/TB,PTS)'", '-fps_mode', 'passthrough'];
    execFileSync('ffmpeg', [...film, ...pause, ...h264, path]);
    const { dues } = await play(path);
    expect(Math.abs((dues[25] ?? 0) - 13_000_000)).toBeLessThanOrEqual(1000);
  });

  test.each(['mp4', 'mkv', 'ts'])('in %s keeps intervals of five seconds', async (container) => {
    await using folder = await temporaryFolder();
    const path = folder.file(`slow.${container}`);
    const slow = ['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=0.2:duration=30'];
    execFileSync('ffmpeg', [...slow, ...h264, path]);
    const { dues, info } = await play(path);
    expect(info.framerate).toBeCloseTo(0.2, 3);
    expect(dues.map((dueUs) => Math.round(dueUs / 1000))).toEqual([0, 5000, 10_000, 15_000, 20_000, 25_000]);
  });

  test('may start at the time of day, and wrap at 33 bits', async () => {
    await using folder = await temporaryFolder();
    for (const [name, offset] of [
      ['epoch.mkv', '1700000000'],
      ['wrap.ts', '95442.7'],
    ] as const) {
      execFileSync('ffmpeg', [...film, ...h264, '-output_ts_offset', offset, folder.file(name)]);
      const { dues } = await play(folder.file(name));
      expect(dues.length).toBeGreaterThanOrEqual(49);
      expect(Math.max(...stepsOf(dues))).toBeLessThanOrEqual(81_000);
    }
  });
});

/** When each frame is due, in microseconds from the first, if each is shown on time. */
async function play(path: string): Promise<{ info: VideoSourceInfo; dues: number[] }> {
  const source = createVideoSource({ source: path, clock: new SystemCaptureClock() });
  const timeline = new PacedTimeline(maxFilePauseUs);
  const dues: number[] = [];
  try {
    const info = await source.open(new AbortController().signal);
    timeline.restart(source.timestampsMayJump);
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
