import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { makeVideoFile } from '../../testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource } from '../video-source.interface.js';

const clock = new SystemCaptureClock();
const run = new AbortController().signal;

/** Limit for an immediate action on a busy machine. */
const AT_ONCE_MS = 2000;

describe('a named pipe', () => {
  let folder: TemporaryFolder;
  let film: Buffer;
  let sources: VideoSource[];

  beforeEach(async () => {
    folder = await temporaryFolder();
    sources = [];
    await makeVideoFile(folder.file('film.mkv'), { width: 160, height: 90, framerate: 25, seconds: 2 });
    film = await readFile(folder.file('film.mkv'));
  });

  afterEach(async () => {
    await Promise.all(sources.map((source) => source.close()));
    await folder[Symbol.asyncDispose]();
  });

  function pipeSource(name: string): VideoSource {
    execFileSync('mkfifo', [folder.file(name)]);
    const source = createVideoSource({ source: folder.file(name), clock });
    sources.push(source);
    return source;
  }

  /** A film without its last bytes, enough to be detected. */
  async function longFilm(): Promise<Buffer> {
    const path = folder.file('long.webm');
    await makeVideoFile(path, { width: 160, height: 90, framerate: 25, seconds: 8, codec: 'vp8' });
    return (await readFile(path)).subarray(0, -200);
  }

  async function countFrames(source: VideoSource, atMost = Number.POSITIVE_INFINITY): Promise<number> {
    let count = 0;
    for await (const frame of source.frames()) {
      frame.close();
      if (++count === atMost) break;
    }
    return count;
  }

  async function elapsedMs(action: () => Promise<unknown>): Promise<number> {
    const startUs = clock.nowUs();
    await action();
    return (clock.nowUs() - startUs) / 1000;
  }

  it('is played once a writer opens it, to the end of the data', async () => {
    const source = pipeSource('camera');
    const opening = source.open(run);
    // Opened for reading and writing, since opening for writing blocks without a reader.
    await using writer = await open(folder.file('camera'), constants.O_RDWR);
    await Promise.all([writer.writeFile(film), opening]);
    expect(await countFrames(source, 40)).toBe(40);
  });

  it('without a writer blocks neither other sources nor its own close', async () => {
    const waiting = Array.from({ length: 6 }, (_, index) => pipeSource(`camera${index}`));
    const openings = waiting.map((source) => source.open(run).catch((error: unknown) => error));
    const pattern = createVideoSource({ source: 'test:?size=64x64', clock });
    sources.push(pattern);
    await pattern.open(run);
    expect(await countFrames(pattern, 10)).toBe(10);
    expect(await elapsedMs(() => Promise.all(waiting.map((source) => source.close())))).toBeLessThan(
      AT_ONCE_MS,
    );
    for (const opening of openings) expect(await opening).toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
  });

  it('whose writer falls silent can be closed at once', async () => {
    const source = pipeSource('camera');
    const opening = source.open(run);
    await using writer = await open(folder.file('camera'), constants.O_RDWR);
    const writing = writer.writeFile(await longFilm()).catch(() => undefined);
    await opening;
    const playing = countFrames(source);
    await writing;
    // Until the read waits in the kernel, of which nothing tells.
    await clock.sleep(200);
    expect(await elapsedMs(() => source.close())).toBeLessThan(AT_ONCE_MS);
    expect(await playing).toBeLessThan(200);
  });
});
