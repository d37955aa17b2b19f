import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';
import { sha256 } from './package-files.js';

/**
 * Writes a file so that a reader sees the old one or the new one, never half of it, and reads it back: a disk that is
 * full, or faulty, shows now rather than as a broken page later.
 */
export async function writeVerified(path: string, content: Buffer): Promise<void> {
  await makeFolder(dirname(path));
  // In the same folder, because a rename is atomic within one file system only.
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
