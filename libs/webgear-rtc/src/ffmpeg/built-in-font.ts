import { createRequire } from 'node:module';

/**
 * Path of the font that comes with the library, as a container has none.
 *
 * DejaVu Sans, whose digits have one width, so that a clock stands still. WOFF and not WOFF2, which FFmpeg's builds
 * cannot read.
 */
export function builtInFont(): string {
  return createRequire(import.meta.url).resolve(
    '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff',
  );
}
