import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const compressible = new Set(['.js', '.css', '.svg', '.webmanifest']);
/** As the server names files by their content. */
const hashLength = 16;

/**
 * Compresses the static page files, once for all starts of a server: `compressed/<hash of the content>.br` and `.gz`.
 *
 * @param {string} templates folder of the page files that are published
 */
export function compressPages(templates) {
  const target = join(templates, 'compressed');
  mkdirSync(target, { recursive: true });
  const folder = join(templates, 'static');
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, String(name));
    if (!compressible.has(extname(path)) || !statSync(path).isFile()) continue;
    const content = readFileSync(path);
    const brotli = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    });
    if (brotli.length >= content.length) continue;
    const hash = createHash('sha256').update(content).digest('hex').slice(0, hashLength);
    writeFileSync(join(target, `${hash}.br`), brotli);
    writeFileSync(join(target, `${hash}.gz`), gzipSync(content, { level: 9 }));
  }
}
