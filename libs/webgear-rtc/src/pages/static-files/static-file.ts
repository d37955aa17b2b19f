import { access, constants, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A file below the static folder. */
export interface StaticFile {
  /** Path with all symbolic links resolved. */
  readonly path: string;
  /** Changes whenever the file does. */
  readonly etag: string;
  /** Reads its bytes. */
  readonly read: () => Promise<Buffer>;
}

/**
 * Finds the file of a URL.
 *
 * @param segments decoded path segments below `static/`
 * @returns `undefined` if there is none, or it is outside the folder, hidden or not a regular file
 */
export async function findStaticFile(
  folder: string,
  segments: readonly string[],
): Promise<StaticFile | undefined> {
  if (segments.length === 0 || !segments.every(isPlainName)) return undefined;
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...segments))]);
    // After `realpath`, so that a symbolic link cannot point outside.
    if (!path.startsWith(root + sep)) return undefined;
    const { size, mtimeMs } = await stat(path).then((found) =>
      found.isFile() ? found : Promise.reject(new Error()),
    );
    // An unreadable file counts as missing: the package may have it.
    await access(path, constants.R_OK);
    return {
      path,
      etag: `W/"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`,
      read: () => readFile(path),
    };
  } catch {
    return undefined;
  }
}

/** Not empty, not hidden (`.`, `..`, `.git`), and without a percent-encoded separator or NUL. */
function isPlainName(segment: string): boolean {
  // eslint-disable-next-line no-control-regex
  return segment !== '' && !segment.startsWith('.') && !/[/\\\u0000]/.test(segment);
}
