import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { makeVideoFile } from '../../testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource } from '../video-source.interface.js';

const clock = new SystemCaptureClock();

/** A network camera: a server that sends an MPEG transport stream in real time. */
describe('a live source', () => {
  let folder: TemporaryFolder;
  let stream: Buffer;
  let server: Server;
  let camera: Promise<Socket>;
  let source: VideoSource;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const path = folder.file('camera.ts');
    await makeVideoFile(path, { width: 320, height: 180, framerate: 25, seconds: 4 });
    stream = await readFile(path);
    server = createServer();
    camera = new Promise((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    source = createVideoSource({ source: `tcp://127.0.0.1:${port}`, clock });
  });

  afterEach(async () => {
    await source.close();
    (await camera).destroy();
    await new Promise((resolve) => server.close(resolve));
    await folder[Symbol.asyncDispose]();
  });

  it('has increasing capture times, none in the future', async () => {
    const half = Math.floor(stream.length / 2);
    void camera.then((socket) => {
      socket.write(stream.subarray(0, half));
      // A live camera: the times of its frames are those at which they arrive, on the true clock.
      setTimeout(() => socket.end(stream.subarray(half)), 200);
    });
    const startUs = clock.nowUs();
    expect(await source.open(new AbortController().signal)).toMatchObject({
      width: 320,
      height: 180,
      live: true,
    });
    const times: number[] = [];
    for await (const frame of source.frames()) {
      expect(frame.captureTimeUs).toBeLessThanOrEqual(clock.nowUs());
      times.push(frame.captureTimeUs);
      frame.close();
    }
    expect(times.length).toBeGreaterThan(50);
    expect(times[0]).toBeGreaterThanOrEqual(startUs);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it('ends when it is closed, although the camera continues', async () => {
    void camera.then((socket) => socket.write(stream));
    await source.open(new AbortController().signal);
    let frames = 0;
    for await (const frame of source.frames()) {
      frame.close();
      if (++frames === 3) void source.close();
    }
    expect(frames).toBeLessThan(10);
  });
});

describe('reconnecting', () => {
  it.each([
    ['rtsp://camera.local/1', true],
    [0, true],
    ['video.mp4', false],
    ['test:', false],
  ])('applies to %s: %s', (name, reconnects) => {
    expect(createVideoSource({ source: name, clock }).reconnects ?? false).toBe(reconnects);
  });
});
