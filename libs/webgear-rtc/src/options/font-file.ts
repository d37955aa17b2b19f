import { closeSync, openSync, readSync } from 'node:fs';

/** The first four bytes of TrueType, of Apple's TrueType, OpenType, a collection and WOFF. */
const SIGNATURES: ReadonlySet<string> = new Set(['00010000', '74727565', '4f54544f', '74746366', '774f4646']);

/**
 * Whether there is a font in a file.
 *
 * Looked at when the server starts: FFmpeg would take whatever other font the machine has, and not say so.
 */
export function isFontFile(path: string): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const signature = Buffer.alloc(4);
    return readSync(file, signature) === 4 && SIGNATURES.has(signature.toString('hex'));
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
