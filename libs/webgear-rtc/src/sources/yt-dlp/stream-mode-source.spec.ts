import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { Backend } from '../../options/backend.js';
import type { SourceOptions } from '../../options/source-options.interface.js';
import { makeVideoFile } from '../../testing/make-video-file.js';
import { programPath, stubListings, stubProgram } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { until } from '../../testing/until.js';

const clock = new SystemCaptureClock();
/** Encoding and playing films takes a while on a busy machine. */
const SLOW_MS = 30_000;

const run = new AbortController().signal;
const page = 'https://video.example/watch?v=1&token=geheim';

/** A fake yt-dlp that prints what the test specifies, and a server with the video. */
describe('a video by the URL of its page', () => {
  let films: TemporaryFolder;
  let folder: TemporaryFolder;
  let restorePath: () => void;
  let server: Server;
  let origin: string;
  let source: VideoSource;
  let asked: string[];
  let headers: IncomingMessage['headers'][];
  let warnings: string[];
  let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  beforeAll(async () => {
    films = await temporaryFolder();
    await makeVideoFile(films.file('360.mp4'), { width: 640, height: 360, framerate: 25, seconds: 1 });
    await makeVideoFile(films.file('180.mp4'), { width: 320, height: 180, framerate: 25, seconds: 1 });
    await makeVideoFile(films.file('film.mkv'), { width: 640, height: 360, framerate: 25, seconds: 3 });
    await makeVideoFile(films.file('live.ts'), { width: 320, height: 180, framerate: 25, seconds: 6 });
    await makeVideoFile(films.file('renewed.ts'), { width: 160, height: 90, framerate: 25, seconds: 6 });
  }, SLOW_MS);

  afterAll(async () => films[Symbol.asyncDispose]());

  beforeEach(async () => {
    folder = await temporaryFolder();
    restorePath = programPath(folder);
    [asked, headers, warnings] = [[], [], []];
    answer = async ({ url = '' }, response) => {
      response.end(await readFile(films.file(url.split('?')[0]?.slice(1) ?? '')));
    };
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      headers.push(request.headers);
      void answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await source.close();
    restorePath();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await folder[Symbol.asyncDispose]();
  });

  const format = (name: string, height: number, query = '') => ({
    url: `${origin}/${name}${query}`,
    height,
    vcodec: 'avc1',
    protocol: 'http',
    http_headers: { 'User-Agent': 'a browser', 'X-Key': 'k' },
  });

  const formats = (query = '') => [format('180.mp4', 180, query), format('360.mp4', 360, query)];

  const site = (...listings: object[]): Promise<void> => stubListings(folder, 'yt-dlp', listings);

  async function calls(): Promise<string[]> {
    return (await readFile(folder.file('calls'), 'utf8')).trim().split('\n');
  }

  function open(sourceOptions: SourceOptions = {}): Promise<VideoSourceInfo> {
    const note = (line: string) => void warnings.push(line);
    const logger = { log: note, warn: note, error: note };
    source = createVideoSource({ source: page, streamMode: true, sourceOptions, clock, logger });
    return source.open(run);
  }

  it('is played in its best resolution, with metadata', async () => {
    await site({ title: 'A film', duration: 1, uploader: 'An uploader', formats: formats() });
    await expect(open()).resolves.toMatchObject({
      width: 640,
      height: 360,
      live: false,
      metadata: {
        title: 'A film',
        uploader: 'An uploader',
        durationSeconds: 1,
        live: false,
        heights: [360, 180],
      },
    });
    let count = 0;
    for await (const frame of source.frames()) {
      frame.close();
      count++;
    }
    expect(count).toBe(25);
    expect(source.reconnects).toBe('after-failure');
    expect(headers[0]).toMatchObject({ 'user-agent': 'a browser', 'x-key': 'k' });
    expect(warnings).toEqual([]);
  });

  it('is played in the requested resolution, with parameters for yt-dlp', async () => {
    await site({ formats: formats() });
    const info = await open({ STREAM_RESOLUTION: '180p', STREAM_PARAMS: { proxy: 'p' } });
    expect(info).toMatchObject({ width: 320 });
    expect((await calls())[0]).toBe(`--proxy p --no-playlist --no-progress --dump-single-json -- ${page}`);
  });

  it('can be read by the ffmpeg program, with the required headers', async () => {
    await site({ formats: formats() });
    const options = { source: page, streamMode: true, clock, api: Backend.FFGear };
    source = createVideoSource({ ...options, sourceOptions: { STREAM_RESOLUTION: '180p' } });
    await expect(source.open(run)).resolves.toMatchObject({ width: 320, height: 180, live: false });
    expect(source.label).not.toContain('geheim');
    expect(headers[0]).toMatchObject({ 'user-agent': 'a browser', 'x-key': 'k' });
  });

  it('falls back to the best resolution, with a warning', async () => {
    await site({ formats: formats() });
    await expect(open({ STREAM_RESOLUTION: '720p' })).resolves.toMatchObject({ width: 640 });
    expect(warnings).toEqual([expect.stringContaining('is not available in 720p, only in 360p, 180p')]);
    expect(warnings[0]).not.toContain('geheim');
  });

  it('is looked up once while the URL is valid', async () => {
    await site({ formats: formats(`?expire=${Math.floor(Date.now() / 1000) + 3600}`) });
    await open();
    await source.close();
    await source.open(new AbortController().signal);
    expect(await calls()).toHaveLength(1);
  });

  it('is looked up again when the URL has expired', async () => {
    await site({ formats: formats(`?expire=${Math.floor(Date.now() / 1000) - 1}`) });
    await open();
    await source.close();
    await source.open(new AbortController().signal);
    expect(await calls()).toHaveLength(2);
  });

  it('is looked up again when the URL is refused', async () => {
    await site({ formats: formats('?n=1') }, { formats: formats('?n=2') });
    await open();
    await source.close();
    const serve = answer;
    answer = async (request, response) => {
      if (request.url?.endsWith('n=1') !== true) return serve(request, response);
      response.statusCode = 403;
      response.end();
    };
    await source.open(new AbortController().signal);
    expect(asked.at(-1)).toBe('/360.mp4?n=2');
  });

  it(
    'that is live continues without a gap when its URL is renewed',
    async () => {
      const soon = () => Math.ceil(Date.now() / 1000) + 1;
      const live = (name: string, query: string) => ({ is_live: true, formats: [format(name, 180, query)] });
      await site(live('live.ts', `?expire=${soon()}`), live('renewed.ts', '?expire=4000000000'));
      answer = async ({ url = '' }, response) => {
        const recording = await readFile(films.file(url.slice(1, url.indexOf('?'))));
        // Six seconds of video in real time.
        const step = Math.ceil(recording.length / 300);
        for (let from = 0; from < recording.length && !response.destroyed; from += step) {
          response.write(recording.subarray(from, from + step));
          // A live server sends at the speed of the media, and FFmpeg reads on the true clock.
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await expect(open()).resolves.toMatchObject({ live: true, metadata: { live: true } });
      expect(source.reconnects).toBe(true);
      const times: number[] = [];
      let countAfterwards = 0;
      for await (const frame of source.frames()) {
        const isRenewed = frame.width === 160;
        times.push(frame.captureTimeUs);
        frame.close();
        if (isRenewed && ++countAfterwards > 20) break;
      }
      expect(asked).toEqual([expect.stringContaining('?expire='), '/renewed.ts?expire=4000000000']);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const gapsMs = times.slice(1).map((time, index) => (time - (times[index] ?? time)) / 1000);
      expect(Math.max(...gapsMs)).toBeLessThan(1000);
    },
    SLOW_MS,
  );

  it('resumes with a new URL after a failure, and starts over after its end', async () => {
    const soon = (n: number) => `?n=${n}&expire=${Math.floor(Date.now() / 1000) - 1}`;
    await site(
      { formats: [format('film.mkv', 360, soon(1))] },
      { formats: [format('film.mkv', 360, soon(2))] },
    );
    const film = await readFile(films.file('film.mkv'));
    answer = async ({ url = '', headers: { range } }, response) => {
      const from = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      response.writeHead(206, {
        'Content-Length': film.length - from,
        'Content-Range': `bytes ${from}-${film.length - 1}/${film.length}`,
      });
      // The first URL breaks off after two thirds.
      const end = url.includes('n=1') ? Math.floor((film.length * 2) / 3) : film.length;
      response.write(film.subarray(from, Math.max(from, end)), () => {
        if (end < film.length) response.destroy();
        else response.end();
      });
    };
    const times: number[] = [];
    const play = async () => {
      for await (const frame of source.frames()) {
        times.push(frame.captureTimeUs);
        frame.close();
      }
    };
    const wholeFilm = Array.from({ length: 75 }, (_, index) => index * 40_000);
    await open();
    await expect(play()).rejects.toMatchObject({ code: expect.stringMatching(/^WGR_SOURCE_/) });
    expect(times.length).toBeGreaterThan(10);
    expect(times.length).toBeLessThan(75);
    for (const runs of [1, 2]) {
      await source.close();
      await source.open(run);
      await play();
      expect(times).toEqual(Array.from({ length: runs }, () => wholeFilm).flat());
    }
  }, 30_000);

  it('that is live ends at once, before its URL expires', async () => {
    const expire = Math.ceil(Date.now() / 1000) + 3600;
    await site({ is_live: true, formats: [format('live.ts', 180, `?expire=${expire}`)] });
    const recording = await readFile(films.file('live.ts'));
    answer = async (_request, response) => void response.end(recording);
    await open();
    for await (const frame of source.frames()) frame.close();
    expect(asked).toHaveLength(1);
  });

  it('that yt-dlp cannot find fails with its message, with secrets masked', async () => {
    await stubProgram(
      folder,
      'yt-dlp',
      `console.error('WARNING: old'); console.error('ERROR: [site] 1: Video unavailable'); process.exit(1);`,
    );
    const opening = open();
    await expect(opening).rejects.toMatchObject({
      code: 'WGR_SOURCE_FAILED',
      message: expect.stringContaining('Video unavailable'),
    });
    await expect(opening).rejects.not.toThrow(/geheim/);
  });

  it('without frames fails', async () => {
    await site({ formats: [{ url: `${origin}/sound`, vcodec: 'none' }] });
    await expect(open()).rejects.toMatchObject({ code: 'WGR_SOURCE_NO_VIDEO' });
  });

  it('needs yt-dlp', async () => {
    await expect(open()).rejects.toMatchObject({
      code: 'WGR_PROGRAM_MISSING',
      message: expect.stringContaining('pip install yt-dlp'),
    });
  });

  it('does not delay the close while yt-dlp runs', async () => {
    const started = folder.file('started');
    await stubProgram(
      folder,
      'yt-dlp',
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(started)}, ''); setInterval(() => {}, 1000);`,
    );
    const opening = open();
    await until('yt-dlp to start', () => existsSync(started));
    void source.close();
    await expect(opening).rejects.toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
  });
});
