import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { makeSocketFolder, socketIn } from './socket-folder.js';

const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('a folder for a socket', () => {
  let parent: TemporaryFolder;
  let place: string;

  beforeEach(async () => {
    parent = await temporaryFolder();
    place = dirname(parent.file('x'));
  });

  afterEach(async () => {
    await parent[Symbol.asyncDispose]();
  });

  it('is open to this user alone', async () => {
    const folder = await makeSocketFolder([place]);
    expect(dirname(folder)).toBe(place);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('is in the next place where one cannot be written to, or has too long a path', async () => {
    const folder = await makeSocketFolder([`/proc/no-such-folder`, `${place}/${'long'.repeat(25)}`, '/tmp']);
    await rm(folder, { recursive: true });
    expect(dirname(folder)).toBe('/tmp');
    expect(Buffer.byteLength(socketIn(folder))).toBeLessThan(104);
  });

  it('fails with the reason of the system where there is no place', async () => {
    await expect(makeSocketFolder(['/proc/no-such-folder'])).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(makeSocketFolder([`/${'long'.repeat(30)}`])).rejects.toThrow('short enough');
  });
});
