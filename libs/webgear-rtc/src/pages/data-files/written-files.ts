import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeVerified } from './write-verified.js';

const FILE_NAME = '.written-by-webgear-rtc.json';

/**
 * What we last wrote into a data folder: SHA-256 by path.
 *
 * A file that still has the hash noted here was never edited, so a newer version of the package may replace it; without
 * this note the first version of the page would stay for ever.
 */
export type WrittenFiles = Readonly<Record<string, string>>;

/** Reads the manifest; `undefined` where there is none, empty where it cannot be understood. */
export async function readWrittenFiles(folder: string): Promise<WrittenFiles | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(join(folder, FILE_NAME), 'utf8'));
    const entries = typeof note === 'object' && note !== null ? Object.entries(note) : [];
    return Object.fromEntries(entries.filter(([, hash]) => typeof hash === 'string'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : {};
  }
}

/** Writes the manifest. */
export async function noteWrittenFiles(folder: string, files: WrittenFiles): Promise<void> {
  await writeVerified(join(folder, FILE_NAME), Buffer.from(`${JSON.stringify(files, undefined, 2)}\n`));
}
