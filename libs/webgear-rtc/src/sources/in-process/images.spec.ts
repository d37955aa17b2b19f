import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';

const clock = new SystemCaptureClock();

describe('an image file', () => {
  let folder: TemporaryFolder;

  const ffmpeg = (...args: string[]): unknown =>
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...args], { cwd: folder.file('.') });
  const formats = ['rgb48be', 'gray', 'gray16be', 'ya8', 'ya16be', 'pal8', 'monob', 'rgba'];

  beforeAll(async () => {
    folder = await temporaryFolder();
    const one = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10', '-frames:v', '1'];
    const twenty = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10:d=2'];
    for (const format of formats) ffmpeg(...one, '-pix_fmt', format, `${format}.png`);
    for (const name of ['photo.jpg', 'photo.bmp', 'photo.tif', 'photo.webp', 'photo.gif'])
      ffmpeg(...one, name);
    ffmpeg(...twenty, 'moving.gif');
    ffmpeg(...twenty, 'moving.webp');
    ffmpeg(...twenty, '-f', 'apng', 'moving.png');
    const jpeg = await readFile(folder.file('photo.jpg'));
    // Exif with one entry: orientation 6, rotated by 90° clockwise (CIPA DC-008, 4.6.4).
    const entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0];
    const exif = Buffer.from([...Buffer.from('Exif\0\0II*\0'), 8, 0, 0, 0, 1, 0, ...entry, 0, 0, 0, 0]);
    const segment = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
    await writeFile(
      folder.file('turned.jpg'),
      Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]),
    );
  }, 30_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  async function play(name: string, atMost = 40) {
    const source = createVideoSource({ source: folder.file(name), clock });
    try {
      const { width, height } = await source.open(new AbortController().signal);
      const times: number[] = [];
      for await (const frame of source.frames()) {
        times.push(frame.captureTimeUs);
        frame.close();
        if (times.length === atMost) break;
      }
      return { width, height, times };
    } finally {
      await source.close();
    }
  }

  it.each([
    ...formats.map((format) => `${format}.png`),
    'photo.jpg',
    'photo.bmp',
    'photo.tif',
    'photo.webp',
    'photo.gif',
  ])('is repeated without end: %s', async (name) => {
    const { width, times } = await play(name);
    expect([width, times.length]).toEqual([64, 40]);
  });

  it('is rotated by its Exif orientation', async () => {
    expect(await play('turned.jpg')).toMatchObject({ width: 48, height: 64 });
  });

  it.each(['moving.gif', 'moving.webp', 'moving.png'])('is played once if animated: %s', async (name) => {
    const { times } = await play(name);
    expect(times.length).toBeGreaterThan(15);
    expect(times.length).toBeLessThan(25);
    expect(((times[10] ?? 0) - (times[0] ?? 0)) / 1000).toBeCloseTo(1000, -2);
  });
});
