import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join, resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * jest compiles what it loads itself, but not what a test starts in a worker thread. Preloaded into each thread, this
 * compiles our TypeScript there; a `./x.js` of ours for which there is only an `x.ts` is that file.
 */
if (!import.meta.url.endsWith('?hooks')) register(`${import.meta.url}?hooks`);

/** Kept on disk: each thread loads some hundred files, and a run of the tests starts some hundred threads. */
const cache = absolute(import.meta.dirname, '../../node_modules/.cache/threads');

const options = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
};

export async function resolve(specifier, context, next) {
  const isOurs = /^(\.{1,2}\/|file:)/.test(specifier) && specifier.endsWith('.js');
  if (isOurs && context.parentURL?.startsWith('file:') !== false) {
    const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(fileURLToPath(url))) return { url: url.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const path = fileURLToPath(url);
  const source = await compiled(path, readFileSync(path, 'utf8'));
  return { format: 'module', source, shortCircuit: true };
}

async function compiled(path, text) {
  const key = createHash('sha256')
    .update(JSON.stringify([path, options]))
    .update(text)
    .digest('hex');
  const file = join(cache, `${key}.js`);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { transform } = await import('@swc/core');
  const { code } = await transform(text, { ...options, filename: path });
  mkdirSync(cache, { recursive: true });
  // Threads of several processes write the same files.
  const part = `${file}.${process.pid}.${performance.now()}`;
  writeFileSync(part, code);
  renameSync(part, file);
  return code;
}
