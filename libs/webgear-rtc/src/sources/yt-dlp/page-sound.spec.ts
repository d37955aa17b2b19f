import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { Backend } from '../../options/backend.js';
import { FlashAndBeepListener, makeFlashAndBeepFilm } from '../../testing/flash-and-beep.js';
import { programPath, stubListings } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource, type CreateVideoSourceOptions } from '../create-video-source.js';

const clock = new SystemCaptureClock();

const SYNC_MS = 45;

/** A fake yt-dlp, and a server with the video and the sound. */
describe('the sound of a video page', () => {
  let folder: TemporaryFolder;
  let restorePath: () => void;
  let server: Server;
  let origin: string;
  let asked: string[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    makeFlashAndBeepFilm(folder.file('video.mp4'), 6, '-movflags +faststart -c:v libx264 -bf 2 -an');
    makeFlashAndBeepFilm(folder.file('sound.webm'), 6, '-vn -c:a libopus');
    makeFlashAndBeepFilm(folder.file('sound.m4a'), 6, '-movflags +faststart -vn -c:a aac');
    makeFlashAndBeepFilm(folder.file('both.mp4'), 6, '-movflags +faststart -c:v libx264 -c:a aac');
    restorePath = programPath(folder);
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }, 60_000);

  afterAll(async () => {
    restorePath();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await folder[Symbol.asyncDispose]();
  });

  beforeEach(() => {
    asked = [];
  });

  async function answer({ url = '/', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = url.slice(1);
    asked.push(name);
    const known = await stat(folder.file(name)).catch(() => undefined);
    if (known === undefined || headers['x-key'] !== 'k') return void response.writeHead(403).end();
    const [, from = '0', to] = /bytes=(\d+)-(\d*)/.exec(headers.range ?? '') ?? [];
    const [start, end] = [Number(from), to ? Number(to) : known.size - 1];
    response.writeHead(headers.range === undefined ? 200 : 206, {
      'Content-Length': end - start + 1,
      'Accept-Ranges': 'bytes',
      'Content-Range': `bytes ${start}-${end}/${known.size}`,
    });
    createReadStream(folder.file(name), { start, end })
      .on('error', () => response.destroy())
      .pipe(response);
  }

  const format = (name: string, fields: object) => ({
    url: `${origin}/${name}`,
    protocol: 'http',
    http_headers: { 'X-Key': 'k' },
    ...fields,
  });
  const video = () => format('video.mp4', { height: 96, vcodec: 'avc1', acodec: 'none' });
  const opus = (name = 'sound.webm') => format(name, { vcodec: 'none', acodec: 'opus', abr: 100 });
  const aac = () => format('sound.m4a', { vcodec: 'none', acodec: 'mp4a.40.2', abr: 128 });
  const both = () => format('both.mp4', { height: 48, vcodec: 'avc1', acodec: 'mp4a.40.2', tbr: 300 });

  const listener = (options: Partial<CreateVideoSourceOptions> = {}): FlashAndBeepListener =>
    new FlashAndBeepListener((logger) =>
      createVideoSource({
        source: 'https://video.example/watch?v=1',
        streamMode: true,
        clock,
        logger,
        ...options,
      }),
    );

  const hasBeeped = ({ beepsUs }: FlashAndBeepListener): boolean => beepsUs.length >= 2;

  afterEach(() => {
    expect(asked.length).toBeGreaterThan(0);
  });

  it.each([
    ['on a URL of its own, as Opus', () => [video(), aac(), opus()], 'sound.webm', 0],
    ['on a URL of its own, to a late listener', () => [aac(), video()], 'sound.m4a', 40],
    ['in the video itself', () => [both(), opus()], undefined, 0],
    ['in a smaller format alone', () => [both(), video()], 'both.mp4', 0],
  ])('is in sync %s', async (_, formats, file, listenAfterFrames) => {
    await stubListings(folder, 'yt-dlp', [{ duration: 6, formats: formats() }]);
    const heard = await listener().listen(hasBeeped, listenAfterFrames);
    expect(heard.info).toMatchObject({ live: false, audio: {} });
    expect(Math.abs(heard.offsetMs)).toBeLessThan(SYNC_MS);
    expect(heard.lines).toEqual([]);
    const others = new Set(asked.filter((name) => name !== 'video.mp4'));
    expect([...others]).toEqual(file === undefined ? ['both.mp4'] : [file]);
  });

  it('is in sync where the ffmpeg program reads both URLs', async () => {
    await stubListings(folder, 'yt-dlp', [{ duration: 6, formats: [video(), aac()] }]);
    const heard = await listener({ api: Backend.FFGear }).listen(hasBeeped);
    expect(Math.abs(heard.offsetMs)).toBeLessThan(SYNC_MS);
    expect(heard.lines).toEqual([]);
  });

  it('is not fetched without listeners', async () => {
    await stubListings(folder, 'yt-dlp', [{ duration: 6, formats: [video(), opus()] }]);
    await listener().listen(() => true, 25);
    expect(asked.filter((name) => name === 'sound.webm').length).toBeLessThanOrEqual(1);
    await stubListings(folder, 'yt-dlp', [{ duration: 6, formats: [video(), opus()] }]);
    asked = [];
    const source = createVideoSource({ source: 'https://v.example', streamMode: true, clock, audio: false });
    await expect(source.open(new AbortController().signal)).resolves.not.toHaveProperty('audio');
    await source.close();
  });

  it.each([
    ['in this process', {}],
    ['by the ffmpeg program', { api: Backend.FFGear }],
  ])('that the server refuses costs one warning, read %s', async (_, options) => {
    await stubListings(folder, 'yt-dlp', [{ duration: 6, formats: [video(), opus('gone.webm')] }]);
    const heard = await listener(options).listen(
      ({ flashesUs, lines }) => flashesUs.length > 0 && lines.length > 0,
    );
    expect(heard.frames).toBeGreaterThan(20);
    expect(heard.flashesUs.length).toBeGreaterThan(0);
    expect(heard.sounds).toBe(0);
    expect(heard.lines).toEqual([expect.stringMatching(/without sound|The sound of .* has failed/)]);
  });
});
