import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Backend } from '../../options/backend.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { makeVideoFile } from '../../testing/make-video-file.js';
import { stubProgram } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource, type CreateVideoSourceOptions } from '../create-video-source.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

const clock = new SystemCaptureClock();
const never = new AbortController().signal;

describe('a source read by the ffmpeg program', () => {
  let folder: TemporaryFolder;
  let source: VideoSource;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(async () => {
    await source.close();
    await folder[Symbol.asyncDispose]();
  });

  async function open(options: Partial<CreateVideoSourceOptions>): Promise<VideoSourceInfo> {
    source = createVideoSource({ source: 'none', clock, api: Backend.FFGear, ...options });
    return source.open(never);
  }

  async function film(): Promise<string> {
    const path = folder.file('film.mp4');
    await makeVideoFile(path, { width: 320, height: 180, framerate: 50, seconds: 1 });
    return path;
  }

  it('has the size, the rate and every frame of a file', async () => {
    await expect(open({ source: await film() })).resolves.toEqual({
      width: 320,
      height: 180,
      framerate: 50,
      live: false,
    });
    const times: number[] = [];
    for await (const frame of source.frames()) {
      expect([frame.width, frame.height, frame.pixelFormat]).toEqual([320, 180, 'bgr24']);
      times.push(frame.captureTimeUs);
      frame.close();
    }
    expect(times).toEqual(Array.from({ length: 50 }, (_, index) => index * 20_000));
  });

  it('has the size after filters, and the requested pixel format', async () => {
    const sourceOptions = { '-vf': 'scale=100:50,fps=10', '-ffprefixes': ['-threads', '1'] };
    await expect(open({ source: await film(), sourceOptions, frameFormat: 'gray' })).resolves.toMatchObject({
      width: 100,
      height: 50,
      framerate: 10,
    });
    for await (const frame of source.frames()) {
      expect([frame.width, frame.height, frame.pixelFormat]).toEqual([100, 50, 'gray']);
      frame.close();
    }
  });

  it('accepts a decoder and hardware acceleration from the options', async () => {
    const sourceOptions = { '-vcodec': 'h264', '-hwaccel': 'auto' };
    await expect(open({ source: await film(), sourceOptions })).resolves.toMatchObject({ width: 320 });
    let count = 0;
    for await (const frame of source.frames()) {
      frame.close();
      count++;
    }
    expect(count).toBe(50);
    await source.close();
    const wrong = { '-vcodec': 'mjpeg' };
    await expect(open({ source: await film(), sourceOptions: wrong })).rejects.toMatchObject({
      code: expect.stringMatching(/^WGR_SOURCE_/),
    });
  });

  it('accepts a filter graph and a demuxer from the options', async () => {
    const sourceOptions = { '-filter_complex': '[0:v]split[a][b];[a][b]hstack' };
    const info = await open({ source: 'testsrc2=size=64x48:rate=5', sourceDemuxer: 'lavfi', sourceOptions });
    expect(info).toEqual({ width: 128, height: 48, framerate: 5, live: false });
  });

  it('that does not exist is refused before ffmpeg starts', async () => {
    await expect(open({ source: folder.file('none.mp4') })).rejects.toMatchObject({
      code: 'WGR_SOURCE_NOT_FOUND',
    });
  });

  it.each([
    [{ source: 'x', sourceDemuxer: 'nonsense' }, /nonsense/],
    [{ source: 'testsrc2', sourceDemuxer: 'lavfi', sourceOptions: { '-vf': 'nofilter' } }, /nofilter/],
    [{ source: 'testsrc2', sourceDemuxer: 'lavfi', frameFormat: 'bgr42' }, /bgr42/],
  ])('that ffmpeg refuses (%j) fails with its last lines', async (options, words) => {
    const error = await open(options).catch((refusal: unknown) => refusal as Error);
    expect(error).toMatchObject({ code: 'WGR_SOURCE_FAILED' });
    expect(String((error as Error).cause)).toMatch(words);
  });

  it('needs an installed ffmpeg', async () => {
    const customFfmpeg = folder.file('no-ffmpeg');
    await expect(open({ source: await film(), customFfmpeg })).rejects.toMatchObject({
      code: 'WGR_PROGRAM_MISSING',
      message: expect.stringContaining('option "customFfmpeg"'),
    });
  });

  it('fails when ffmpeg crashes', async () => {
    const customFfmpeg = await stubProgram(
      folder,
      'ffmpeg',
      `console.error("Output #0, rawvideo, to 'pipe:1':");
       console.error("  Stream #0:0: Video: rawvideo (BGR[24] / 0x18524742), bgr24, 4x2, q=2-31, 25 fps, 25 tbn");
       process.stdout.write(Buffer.alloc(4 * 2 * 3 * 2 + 5), () => { console.error('out of luck'); process.exit(9); });`,
    );
    await open({ source: await film(), customFfmpeg });
    let count = 0;
    const playing = (async () => {
      for await (const frame of source.frames()) {
        frame.close();
        count++;
      }
    })();
    await expect(playing).rejects.toThrow(/ended with exit code 9: out of luck/);
    expect(count).toBe(2);
  });

  it('closes at once although ffmpeg runs without end', async () => {
    await open({ source: 'testsrc2=size=1280x720:rate=30', sourceDemuxer: 'lavfi' });
    const startedAt = Date.now();
    let count = 0;
    for await (const frame of source.frames()) {
      frame.close();
      if (++count === 3) void source.close();
    }
    await source.close();
    expect(count).toBeLessThan(10);
    expect(Date.now() - startedAt).toBeLessThan(1500);
  });
});
