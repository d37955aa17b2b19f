import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite } from './atomic-write.js';

const FILE_NAME = '.written-by-webgear-rtc.json';

/**
 * Hashes (SHA-256) of the default files as last written, by path.
 *
 * A file that still has its recorded hash is unedited, so a newer version of the package may replace it. Without the
 * manifest the page files would never be updated.
 */
export type Manifest = Readonly<Record<string, string>>;

/** Reads the manifest; `undefined` if there is none, empty if it is invalid. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, FILE_NAME), 'utf8'));
    const entries = typeof manifest === 'object' && manifest !== null ? Object.entries(manifest) : [];
    return Object.fromEntries(entries.filter(([, hash]) => typeof hash === 'string'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : {};
  }
}

/** Writes the manifest. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await atomicWrite(join(folder, FILE_NAME), Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
}
