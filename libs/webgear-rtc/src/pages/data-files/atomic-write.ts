import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256 } from './package-files.js';

/**
 * Writes a file atomically, so that readers see either the old or the new content, and verifies it: a full or faulty disk
 * is detected now and not as a broken page later.
 */
export async function atomicWrite(path: string, content: Buffer): Promise<void> {
  await makeFolder(dirname(path));
  // In the same folder, because a rename is atomic only within one file system.
  const temporaryPath = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporaryPath, content, { flag: 'wx' });
    if (sha256(await readFile(temporaryPath)) !== sha256(content))
      throw new Error('the disk returned other bytes');
    await rename(temporaryPath, path);
  } finally {
    await rm(temporaryPath, { force: true });
  }
}

/**
 * Creates a folder and its parents if they do not exist.
 *
 * Not `mkdir` with `recursive`: if a file system reports ENOENT for an existing parent, as `/proc` does, Node retries in a
 * busy loop.
 *
 * @throws the system's error
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path) throw error;
    await makeFolder(parent);
    await mkdir(path).catch(ignoreExisting);
  }
}

/** Another process may have created it in the meantime. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
