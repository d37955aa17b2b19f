import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const compiled = /(?:\.d\.ts|\.js)(?:\.map)?$/;

/**
 * Removes what the compiler once wrote for a source that is gone, and maps from when it wrote maps. The compiler itself
 * leaves them, and they would stay in the package.
 *
 * @param {string} output folder of the compiled files
 * @param {string} sources folder of the `.ts` files they come from
 * @param {{ maps: boolean }} settings whether the compiler writes source maps
 */
export function pruneOutput(output, sources, { maps }) {
  if (!existsSync(output)) return;
  for (const path of readdirSync(output, { recursive: true, encoding: 'utf8' })) {
    if (path.startsWith('templates') || !compiled.test(path)) continue;
    const isStale = !existsSync(join(sources, path.replace(compiled, '.ts')));
    if (isStale || (!maps && path.endsWith('.map'))) rmSync(join(output, path));
  }
}
