import { minify } from '@swc/core';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const shortestName = 4;

/** Called by the browser; its types do not name them. */
const lifecycle = [
  'connectedCallback',
  'connectedMoveCallback',
  'disconnectedCallback',
  'attributeChangedCallback',
  'observedAttributes',
];

/**
 * Gives the private members and the methods of classes short names, which a minifier leaves as they are: to it, any property
 * may be another program's. A name that the browser or the public interface has as well is kept, and one that stands in a string:
 * it may be looked up by that. So is one that several of the bundles have: they hand objects to each other.
 *
 * @param {readonly string[]} bundles code of each
 * @param {string} sources folder of its sources
 * @param {string} publicInterface file whose names are seen from outside
 * @returns {Promise<string[]>}
 */
export async function manglePrivates(bundles, sources, publicInterface) {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
  );
  const texts = files.map((path) => readFileSync(join(sources, path), 'utf8'));
  const known = new Set(
    [publicInterface, ...browserTypes()].flatMap((path) => readFileSync(path, 'utf8').match(/\w+/g) ?? []),
  );
  const quoted = texts
    // Neither comments nor names of files, and of a template only what is text.
    .map((text) => text.replaceAll(/\/\*[^]*?\*\/|^ *\/\/.*$|from '[^']*'|\$\{[^{}]*\}/gm, ''))
    .flatMap((text) => text.match(/'[^'\n]*'|`[^`]*`/g) ?? [])
    .flatMap((each) => each.match(/\w+/g) ?? []);
  const seen = new Set();
  const shared = bundles
    .flatMap((code) => [...new Set(code.match(/\w+/g))])
    .filter((name) => seen.has(name) || !seen.add(name));
  for (const name of [...lifecycle, ...quoted, ...shared]) known.add(name);
  const declarations = [
    /\bprivate (?:(?:static|readonly|async|get|set) )*(\w+)/g,
    // Methods alone: accessors may be named as fields of the protocol are.
    /^ {2}(?:(?:static|async) )*(\w+)\(/gm,
  ];
  const names = texts
    .flatMap((text) => declarations.flatMap((each) => [...text.matchAll(each)]))
    .map(([, name]) => name)
    .filter((name) => name.length >= shortestName && !known.has(name));
  const regex = `^(?:${[...new Set(names)].join('|')})$`;
  const options = { module: true, compress: false, mangle: { props: { regex } } };
  return Promise.all(bundles.map(async (code) => (await minify(code, options)).code));
}

/** The compiler's own files on what browsers have. */
function browserTypes() {
  const compiler = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const fromTypescript = createRequire(createRequire(import.meta.url).resolve('typescript/package.json'));
  const folder = join(dirname(fromTypescript.resolve(compiler)), 'lib');
  const files = readdirSync(folder).filter((file) => /^lib\.(dom|es).*\.d\.ts$/.test(file));
  return files.map((file) => join(folder, file));
}
