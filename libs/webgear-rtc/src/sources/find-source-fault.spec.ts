import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Backend } from '../options/backend.js';
import { makeVideoFile } from '../testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.js';
import { findSourceFault } from './find-source-fault.js';

describe('findSourceFault', () => {
  let folder: TemporaryFolder;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await makeVideoFile(folder.file('film.mp4'), { width: 64, height: 48, framerate: 25, seconds: 1 });
    await copyFile(folder.file('film.mp4'), folder.file('100%d.mp4'));
    await mkdir(folder.file('folder'));
    await writeFile(folder.file('empty.mp4'), '');
    await writeFile(folder.file('text.mp4'), 'This is no film.\n'.repeat(200));
  });

  afterAll(async () => folder[Symbol.asyncDispose]());

  it.each([
    ['none.mp4', 'WGR_SOURCE_NOT_FOUND', 'by name'],
    ['none%03d.png', 'WGR_SOURCE_NOT_FOUND', 'by name'],
    ['folder', 'WGR_SOURCE_NOT_A_FILE', 'by name'],
    ['empty.mp4', 'WGR_SOURCE_EMPTY', 'by name'],
    ['text.mp4', 'WGR_SOURCE_NOT_MEDIA', 'inside'],
  ])('reports that %s is %s, %s', async (name, code, where) => {
    const source = folder.file(name);
    expect(await findSourceFault({ source }, { opensFiles: true })).toMatchObject({ code });
    const byName = await findSourceFault({ source }, { opensFiles: false });
    expect(byName?.code).toBe(where === 'by name' ? code : undefined);
  });

  it('names a camera that is not there by its number', async () => {
    if (process.platform !== 'linux') return;
    const fault = await findSourceFault({ source: 97 }, { opensFiles: false });
    expect(fault?.message).toBe('There is no camera 97. Check that it is connected; the first camera is 0.');
  });

  it.each([
    ['foo://host/1', 'WGR_SOURCE_UNSUPPORTED'],
    ['rtsp://user:a/topsecret@host/1', 'WGR_SOURCE_UNSUPPORTED'],
    ['/dev/video97', process.platform === 'linux' ? 'WGR_SOURCE_NOT_FOUND' : undefined],
  ])('reports a fault of %s', async (source, code) => {
    const fault = await findSourceFault({ source }, { opensFiles: false });
    expect(fault?.code).toBe(code);
    expect(String(fault)).not.toContain('topsecret');
  });

  it('reports none for a film, for faults only a connection shows, and for other readers', async () => {
    const look = { opensFiles: true };
    for (const source of [
      folder.file('film.mp4'),
      folder.file('100%d.mp4'),
      'test:',
      'rtsp://no.invalid/1',
      'a ! b',
    ])
      expect(await findSourceFault({ source }, look)).toBeUndefined();
    expect(
      await findSourceFault({ source: 'testsrc', api: Backend.FFGear, sourceDemuxer: 'lavfi' }, look),
    ).toBeUndefined();
    expect(await findSourceFault({ source: 'film', streamMode: true }, look)).toBeUndefined();
  });
});
