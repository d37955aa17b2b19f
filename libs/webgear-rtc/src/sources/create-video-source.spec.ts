import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../media/capture-clock.js';
import type { VideoFrame } from '../media/video-frame.js';
import { makeVideoFile } from '../testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.js';
import { createVideoSource } from './create-video-source.js';
import type { VideoSource } from './video-source.interface.js';

const clock = new SystemCaptureClock();
const never = new AbortController().signal;
const onePixelPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

describe('createVideoSource', () => {
  let folder: TemporaryFolder;
  let video: string;
  let webm: Buffer;

  beforeAll(async () => {
    folder = await temporaryFolder();
    video = folder.file('video.mp4');
    await makeVideoFile(video, { width: 320, height: 180, framerate: 25, seconds: 1 });
    const webmPath = folder.file('video.webm');
    await makeVideoFile(webmPath, { width: 160, height: 90, framerate: 25, seconds: 8, codec: 'vp8' });
    webm = await readFile(webmPath);
    await writeFile(folder.file('text.mp4'), 'This is no film.\n'.repeat(200));
    await writeFile(folder.file('empty.mp4'), '');
    await writeFile(folder.file('sound.wav'), silentWave());
    await writeFile(folder.file('one.png'), Buffer.from(onePixelPng, 'base64'));
    await mkdir(folder.file('folder.mp4'));
    for (const number of ['0107', '0108', '0109'])
      await copyFile(folder.file('one.png'), folder.file(`shot${number}.png`));
  });

  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
  });

  it('reads every frame of a file with its own timestamp', async () => {
    await using opened = await open(video);
    expect(opened.info).toEqual({ width: 320, height: 180, framerate: 25, live: false });
    const frames = await read(opened.source);
    expect(frames.map(({ captureTimeUs }) => captureTimeUs)).toEqual(
      Array.from({ length: 25 }, (_, index) => index * 40_000),
    );
    expect(frames[0]).toMatchObject({ width: 320, height: 180, pixelFormat: 'yuv420p' });
  });

  it('reads a file a second time after it was closed', async () => {
    const source = createVideoSource({ source: video, clock });
    for (const _time of [1, 2]) {
      await source.open(never);
      expect(await read(source)).toHaveLength(25);
      await source.close();
    }
  });

  it('reads a VP8 file over HTTP as a recording', async () => {
    const server = createServer((_request, response) => response.end(webm)).listen(0, '127.0.0.1');
    await using opened = await open(`http://127.0.0.1:${await portOf(server)}/video.webm`);
    expect(opened.info).toMatchObject({ width: 160, height: 90, live: false });
    expect(await read(opened.source)).toHaveLength(200);
    await end(server);
  });

  it('repeats an image at the frame rate without end', async () => {
    await using opened = await open(folder.file('one.png'), { framerate: 10 });
    expect(opened.info).toEqual({ width: 1, height: 1, framerate: 10, live: false });
    const frames = await read(opened.source, 4);
    expect(frames.map(({ captureTimeUs }) => captureTimeUs)).toEqual([0, 100_000, 200_000, 300_000]);
  });

  it('plays an image sequence from any start number', async () => {
    await using opened = await open(folder.file('shot%04d.png'), { framerate: 5 });
    expect(opened.info).toMatchObject({ framerate: 5, live: false });
    expect((await read(opened.source)).map(({ captureTimeUs }) => captureTimeUs)).toEqual([
      0, 200_000, 400_000,
    ]);
  });

  it('creates a test pattern of the requested size and rate', async () => {
    await using opened = await open('test:?size=320x200&rate=12.5');
    const audio = { sampleRateHz: 48_000, channels: 1 };
    expect(opened.info).toEqual({ width: 320, height: 200, framerate: 12.5, live: false, audio });
    expect((await read(opened.source, 3)).map(({ captureTimeUs }) => captureTimeUs)).toEqual([
      0, 80_000, 160_000,
    ]);
  });

  it.each([
    ['a missing file', 'nowhere.mp4', 'WGR_SOURCE_NOT_FOUND'],
    ['a directory', 'folder.mp4', 'WGR_SOURCE_NOT_A_FILE'],
    ['a file of zero bytes', 'empty.mp4', 'WGR_SOURCE_EMPTY'],
    ['a text with the name of a video', 'text.mp4', 'WGR_SOURCE_NOT_MEDIA'],
    ['a sound', 'sound.wav', 'WGR_SOURCE_NO_VIDEO'],
    ['a sequence without images', 'none%03d.png', 'WGR_SOURCE_NOT_FOUND'],
  ])('refuses %s and names it', async (_what, name, code) => {
    await expectRefusal(folder.file(name), code);
  });

  it.each([
    ['a scheme of FFmpeg that is not allowed', 'concat://a|b', 'WGR_SOURCE_UNSUPPORTED'],
    ['a pattern that does not exist', 'test:snow', 'WGR_SOURCE_UNSUPPORTED'],
    ['a filter smuggled into a size', 'test:?size=64x64,movie=/etc/passwd', 'WGR_SOURCE_UNSUPPORTED'],
    ['a missing camera', '/dev/video97', 'WGR_SOURCE_NOT_FOUND'],
    ['a port nobody listens on', 'rtsp://127.0.0.1:1/stream', 'WGR_SOURCE_REFUSED'],
  ])('refuses %s', async (_what, source, code) => {
    await expectRefusal(source, code);
  });

  it('reports an HTTP error as such, with the password masked', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    const port = await portOf(server);
    const error = await refusalOf(`http://user:secret@127.0.0.1:${port}/live`);
    expect(error).toMatchObject({ code: 'WGR_SOURCE_HTTP_ERROR' });
    expect(String(error)).toContain(`http://***@127.0.0.1:${port}/live`);
    expect(String(error)).not.toContain('secret');
    await end(server);
  });

  it.each(['http', 'rtsp', 'rtmp'])(
    'stops waiting for a silent %s server when it is closed',
    async (scheme) => {
      const server = createTcpServer().listen(0, '127.0.0.1');
      const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
      const source = createVideoSource({
        source: `${scheme}://127.0.0.1:${await portOf(server)}/live`,
        clock,
      });
      const opening = source.open(never).catch((error: unknown) => error);
      const socket = await connected;
      const startedUs = clock.nowUs();
      await source.close();
      expect(await opening).toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
      expect(clock.nowUs() - startedUs).toBeLessThan(1_000_000);
      socket.destroy();
      await end(server);
    },
  );

  it('keeps playing while more addresses hang than the pool has threads', async () => {
    const server = createTcpServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    const port = await portOf(server);
    const deaf = Array.from({ length: 6 }, (_, index) =>
      createVideoSource({ source: `rtsp://127.0.0.1:${port}/${index}`, clock }),
    );
    const openings = deaf.map((source) => source.open(never).catch((error: unknown) => error));
    const connected = new Promise((resolve) => server.once('connection', resolve));
    await connected;
    await using opened = await open('test:?size=64x64');
    expect(await read(opened.source, 10)).toHaveLength(10);
    await Promise.all(deaf.map((source) => source.close()));
    for (const opening of openings) expect(await opening).toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
    await end(server);
  });

  it('ends a blocked read when it is closed', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': webm.length }).write(webm.subarray(0, -200));
    }).listen(0, '127.0.0.1');
    const source = createVideoSource({
      source: `http://127.0.0.1:${await portOf(server)}/video.webm`,
      clock,
    });
    await source.open(never);
    const reading = read(source);
    // Until the read waits for the server, of which nothing tells.
    await clock.sleep(100);
    const startedUs = clock.nowUs();
    await source.close();
    expect((await reading).length).toBeLessThan(200);
    expect(clock.nowUs() - startedUs).toBeLessThan(1_000_000);
    await end(server);
  });

  async function open(source: string, constraints: { framerate?: number } = {}) {
    const videoSource = createVideoSource({ source, clock, ...constraints });
    const info = await videoSource.open(never);
    return { source: videoSource, info, [Symbol.asyncDispose]: () => videoSource.close() };
  }

  async function expectRefusal(source: string, code: string): Promise<void> {
    const error = await refusalOf(source);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(source);
  }

  async function refusalOf(source: string): Promise<unknown> {
    const videoSource = createVideoSource({ source, clock });
    const error = await videoSource.open(never).catch((reason: unknown) => reason);
    await videoSource.close();
    return error;
  }
});

type Seen = Pick<VideoFrame, 'captureTimeUs' | 'width' | 'height' | 'pixelFormat'>;

async function read(source: VideoSource, limit = Number.POSITIVE_INFINITY): Promise<Seen[]> {
  const seen: Seen[] = [];
  for await (const frame of source.frames()) {
    const { captureTimeUs, width, height, pixelFormat } = frame;
    seen.push({ captureTimeUs, width, height, pixelFormat });
    frame.close();
    if (seen.length === limit) break;
  }
  return seen;
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

function end(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
}

/** A tenth of a second of silence: 8 kHz, mono, 16 bits. */
function silentWave(): Buffer {
  const samples = Buffer.alloc(1600);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
