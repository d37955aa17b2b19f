import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { Backend } from '../../options/backend.js';
import { FlashAndBeepListener, makeFlashAndBeepFilm } from '../../testing/flash-and-beep.js';
import { stubProgram } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource, type CreateVideoSourceOptions } from '../create-video-source.js';

const clock = new SystemCaptureClock();

/** Longest error of lips that nobody sees; a frame lasts as long. */
const SYNC_MS = 45;

describe('the sound of a source read by the ffmpeg program', () => {
  let folder: TemporaryFolder;
  let sender: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    makeFlashAndBeepFilm(folder.file('film.mp4'), 5, '-c:v libx264 -bf 2 -c:a aac');
    makeFlashAndBeepFilm(folder.file('film.ts'), 12, '-c:v libx264 -tune zerolatency -c:a mp2');
    const copy = (options: string): void => {
      const args = ['-loglevel', 'error', '-y', '-i', folder.file('film.mp4'), ...options.split(' ')];
      execFileSync('ffmpeg', args);
    };
    copy(`-c copy -an ${folder.file('silent.mp4')}`);
    copy(`-c copy ${folder.file('film.mkv')}`);
    const matroska = await readFile(folder.file('film.mkv'), 'latin1');
    await writeFile(folder.file('foreign.mkv'), matroska.replace('A_AAC', 'A_XYZ'), 'latin1');
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  afterEach(() => {
    sender?.kill('SIGKILL');
    sender = undefined;
  });

  const listener = (options: Partial<CreateVideoSourceOptions>): FlashAndBeepListener =>
    new FlashAndBeepListener((logger) =>
      createVideoSource({ source: 'none', clock, api: Backend.FFGear, logger, ...options }),
    );

  const hasFlashed = ({ flashesUs }: FlashAndBeepListener): boolean => flashesUs.length > 0;

  it('of a file is in sync, to a listener from the beginning and to one that comes later', async () => {
    const source = folder.file('film.mp4');
    const [first, late] = await Promise.all([
      listener({ source }).listen(({ beepsUs }) => beepsUs.length >= 3),
      listener({ source }).listen(({ beepsUs }) => beepsUs.length >= 2, 35),
    ]);
    for (const heard of [first, late]) {
      expect(heard.info).toMatchObject({ live: false, audio: { sampleRateHz: 48_000, channels: 2 } });
      expect(Math.abs(heard.offsetMs)).toBeLessThan(SYNC_MS);
      expect(heard.lines).toEqual([]);
    }
  });

  it('of a live stream is in sync', async () => {
    const url = 'udp://127.0.0.1:23517';
    const args = [
      '-loglevel',
      'error',
      '-re',
      '-i',
      folder.file('film.ts'),
      '-c',
      'copy',
      '-f',
      'mpegts',
      url,
    ];
    sender = spawn('ffmpeg', args, { stdio: 'ignore' });
    const heard = await listener({ source: url }).listen(({ beepsUs }) => beepsUs.length >= 3);
    expect(heard.info).toMatchObject({ live: true, audio: {} });
    // Frames have the times of their arrival, which a busy machine delays.
    expect(Math.abs(heard.offsetMs)).toBeLessThan(2 * SYNC_MS);
  });

  it('is none where there is none, without a word', async () => {
    const heard = await listener({ source: folder.file('silent.mp4') }).listen(hasFlashed);
    expect(heard.info).toEqual({ width: 128, height: 96, framerate: 25, live: false });
    expect([heard.sounds, heard.lines]).toEqual([0, []]);
    expect(heard.flashesUs).not.toEqual([]);
  });

  it('is left out with one warning where its codec is unknown', async () => {
    const heard = await listener({ source: folder.file('foreign.mkv') }).listen(hasFlashed);
    expect(heard.info?.audio).toBeUndefined();
    expect(heard.lines).toEqual([expect.stringMatching(/is shown without sound: .*[Dd]ecod/)]);
    expect(heard.flashesUs).not.toEqual([]);
  });

  it.each([
    ['audio: false', { audio: false as const }],
    ['a source of sound of its own', { audioSource: 'alsa:default' }],
    ['the option -an of ffmpeg', { sourceOptions: { '-an': true } }],
  ])('is not asked for with %s', async (_, options) => {
    const source = createVideoSource({
      source: folder.file('film.mp4'),
      clock,
      api: Backend.FFGear,
      ...options,
    });
    const info = await source.open(new AbortController().signal);
    await source.close();
    expect(info.audio).toBeUndefined();
  });

  it.each([
    ['never writes any', 'setInterval(() => undefined, 1000)'],
    ['ends it', 'closeSync(3)'],
    ['writes noise all the time', 'createWriteStream(undefined, { fd: 3 }).write(Buffer.alloc(2 ** 24, 7))'],
  ])('does not concern the frames where the program %s', async (_, misbehave) => {
    const customFfmpeg = await stubProgram(
      folder,
      'ffmpeg',
      `import { closeSync, createWriteStream } from 'node:fs';
       console.error("Input #0, mov, from 'film':");
       console.error('  Stream #0:1(und): Audio: aac (LC), 44100 Hz, mono, fltp');
       console.error("Output #0, rawvideo, to 'pipe:1':");
       console.error('  Stream #0:0: Video: rawvideo (BGR[24] / 0x18524742), bgr24, 64x48, q=2-31, 25 fps, 25 tbn');
       ${misbehave};
       for (;;) {
         if (!process.stdout.write(Buffer.alloc(64 * 48 * 3)))
           await new Promise((resolve) => process.stdout.once('drain', resolve));
       }`,
    );
    const heard = await listener({ source: folder.file('film.mp4'), customFfmpeg }).listen(
      ({ frames }) => frames > 40,
    );
    expect(heard.frames).toBeGreaterThan(40);
    expect(heard.lines).toEqual([]);
  });
});
