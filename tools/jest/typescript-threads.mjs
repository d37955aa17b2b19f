import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * jest compiles what it loads itself, but not what a test starts in a worker thread. Preloaded into each thread, this
 * compiles our TypeScript there; a `./x.js` of ours for which there is only an `x.ts` is that file.
 */
if (!import.meta.url.endsWith('?hooks')) register(`${import.meta.url}?hooks`);

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    const isOurs = /^(\.{1,2}\/|file:)/.test(specifier) && specifier.endsWith('.js');
    if (!isOurs) throw error;
    return next(specifier.replace(/\.js$/, '.ts'), context);
  }
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const { transform } = await import('@swc/core');
  const path = fileURLToPath(url);
  const { code } = await transform(readFileSync(path, 'utf8'), {
    filename: path,
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
