import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** Larger files, such as videos, are not read to be hashed. */
const MOST_BYTES = 1_000_000;

const HASH_LENGTH = 16;

/** Hashes of files by their content, computed again when a file changes. */
export class ContentHashes {
  private readonly known = new Map<string, { readonly stamp: string; readonly hash: string }>();

  /**
   * The hash of a file: 16 hexadecimal digits of its SHA-256.
   *
   * Synchronous, because templates ask for it; pages have few files, and each is read once.
   *
   * @returns `undefined` for a file that is missing, unreadable or large
   */
  of(path: string): string | undefined {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size > MOST_BYTES) return undefined;
    const stamp = `${found.size} ${found.mtimeMs}`;
    const known = this.known.get(path);
    if (known?.stamp === stamp) return known.hash;
    try {
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, HASH_LENGTH);
      this.known.set(path, { stamp, hash });
      return hash;
    } catch {
      return undefined;
    }
  }
}
