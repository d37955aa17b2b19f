import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { Backend } from '../../options/backend.js';
import { makeVideoFile } from '../../testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource, type CreateVideoSourceOptions } from '../create-video-source.js';
import { sourceKindOf } from './source-kind.js';

const clock = new SystemCaptureClock();

describe('the name of a local file', () => {
  let folder: TemporaryFolder;
  const names = [
    'our%20dog.mp4',
    '100%d.mp4',
    'Wow ! it runs.mp4',
    '#1?.mp4',
    'rtsp:cam.mp4',
    'concat:a|b.mp4',
    '-y.mp4',
  ];
  const images = ['50%03d.png', 'our%20dog.png', 'a*b?.PNG'];

  beforeAll(async () => {
    folder = await temporaryFolder();
    await makeVideoFile(folder.file('film.mp4'), { width: 64, height: 48, framerate: 25, seconds: 1 });
    const image = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48', '-frames:v', '1', '-y', folder.file('image.png')];
    execFileSync('ffmpeg', ['-loglevel', 'error', ...image]);
    for (const name of names) await copyFile(folder.file('film.mp4'), folder.file(name));
    for (const name of images) await copyFile(folder.file('image.png'), folder.file(name));
    await mkdir(folder.file('shots'));
    for (const name of ['f9.png', 'f12.PNG', 'f10.png', 'F13.png', 'other.png', '.f1.png'])
      await copyFile(folder.file('image.png'), folder.file(`shots/${name}`));
    await writeFile(folder.file('20240101'), 'x');
  });

  afterAll(async () => folder[Symbol.asyncDispose]());

  async function count(options: Omit<CreateVideoSourceOptions, 'clock'>, atMost = 40): Promise<number> {
    const source = createVideoSource({ clock, ...options });
    try {
      await source.open(new AbortController().signal);
      let frames = 0;
      for await (const frame of source.frames()) {
        frame.close();
        if (++frames === atMost) break;
      }
      return frames;
    } finally {
      await source.close();
    }
  }

  it.each(names)('is an existing file: %s', async (name) => {
    for (const api of [Backend.CamGear, Backend.FFGear])
      expect(await count({ source: folder.file(name), api })).toBe(25);
  });

  it.each(images)('is an existing image: %s', async (name) => {
    for (const api of [Backend.CamGear, Backend.FFGear])
      expect(await count({ source: folder.file(name), api })).toBe(40);
  });

  it.each([
    ['our%20dog.mp4', 'file'],
    ['our%2520dog.mp4', 'file'],
    ['no%20dog.mp4', 'file'],
  ])('may be a file: URL, encoded or not: %s', async (name, kind) => {
    expect(sourceKindOf(`file://${folder.file(name)}`)).toMatchObject({ kind });
    expect(sourceKindOf(`file:${folder.file(name)}`)).toMatchObject({ kind });
  });

  it.each(['file://host/film.mp4', 'file:///film%zz.mp4', 'a'.repeat(5000), 'film%d\0.mp4'])(
    'that is impossible is not found: %#',
    async (source) => {
      await expect(count({ source })).rejects.toMatchObject({ code: expect.stringMatching(/^WGR_SOURCE_/) });
    },
  );

  it('that is a number is a camera, unless it is large and a file', () => {
    expect(sourceKindOf(folder.file('20240101'))).toMatchObject({ kind: 'file' });
    expect(sourceKindOf('20240101')).toEqual({ kind: 'device', index: 20_240_101 });
  });

  it.each([
    ['f%d.png', 3],
    ['f%02d.PNG', 3],
    ['*.png', 5],
    ['f??.png', 2],
  ])('may match images with gaps in their numbers and any letter case: %s', async (pattern, frames) => {
    expect(await count({ source: folder.file(`shots/${pattern}`) })).toBe(frames);
  });

  it('that matches no image is refused', async () => {
    const counted = count({ source: folder.file('shots/f12%d.png') });
    await expect(counted).rejects.toMatchObject({ code: 'WGR_SOURCE_NOT_FOUND' });
  });

  it('that matches a single image is repeated', async () => {
    expect(await count({ source: folder.file('shots/oth*.png') })).toBe(40);
  });
});
