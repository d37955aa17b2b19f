import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A page file of the package. */
export interface PackageFile {
  /** Path below the data folder, with `/`, for example `static/css/custom.css`. */
  readonly path: string;
  /** Its bytes. */
  readonly content: Buffer;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
}

/** Folder beside the page files with compressed forms of them; not for users. */
export const COMPRESSED_FOLDER = 'compressed';

/** Folder of the package's page files: next to a bundle of the code, next to the compiled code, or in the repository. */
export function packageDataFolder(): string {
  const candidates = ['./templates/', '../templates/', '../../templates/', '../../../../../templates/'].map(
    (path) => fileURLToPath(new URL(path, import.meta.url)),
  );
  // Checks a file inside, because other folders have that name too.
  return candidates.find((path) => existsSync(join(path, 'templates/index.html'))) ?? candidates[0] ?? '';
}

/** Reads the page files of the package. */
export async function readPackageFiles(): Promise<readonly PackageFile[]> {
  const folder = packageDataFolder();
  // Names instead of entries: in archives of Yarn Plug'n'Play an entry has no parent path.
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => !name.startsWith(COMPRESSED_FOLDER + sep),
  );
  const files = await Promise.all(
    names.map(async (name): Promise<PackageFile | undefined> => {
      const absolutePath = join(folder, name);
      if (!(await stat(absolutePath)).isFile()) return undefined;
      const content = await readFile(absolutePath);
      return { path: name.replaceAll(sep, '/'), content, sha256: sha256(content) };
    }),
  );
  return files.filter((file) => file !== undefined);
}

/** SHA-256 in hexadecimal. */
export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
