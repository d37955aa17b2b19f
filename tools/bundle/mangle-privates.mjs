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
 * it may be looked up by that. So is one that the other bundle has as well: they hand objects to each other.
 *
 * @param {string} code of the bundle
 * @param {string} sources folder of its sources
 * @param {readonly string[]} publicNames files whose names are seen from outside
 * @param {string} other code of the other bundle
 * @returns {Promise<string>}
 */
export async function manglePrivates(code, sources, publicNames, other) {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
  );
  const texts = files.map((path) => readFileSync(join(sources, path), 'utf8'));
  const known = new Set(
    [...publicNames, ...browserTypes()].flatMap((path) => readFileSync(path, 'utf8').match(/\w+/g) ?? []),
  );
  const quoted = texts
    // Neither comments nor names of files, and of a template only what is text.
    .map((text) => text.replaceAll(/\/\*[^]*?\*\/|^ *\/\/.*$|from '[^']*'|\$\{[^{}]*\}/gm, ''))
    .flatMap((text) => text.match(/'[^'\n]*'|`[^`]*`/g) ?? [])
    .flatMap((each) => each.match(/\w+/g) ?? []);
  for (const name of [...lifecycle, ...quoted, ...(other.match(/\w+/g) ?? [])]) known.add(name);
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
  const { code: smaller } = await minify(code, {
    module: true,
    compress: false,
    mangle: { props: { regex } },
  });
  return smaller;
}

/** The compiler's own files on what browsers have. */
function browserTypes() {
  const compiler = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const fromTypescript = createRequire(createRequire(import.meta.url).resolve('typescript/package.json'));
  const folder = join(dirname(fromTypescript.resolve(compiler)), 'lib');
  const files = readdirSync(folder).filter((file) => /^lib\.(dom|es).*\.d\.ts$/.test(file));
  return files.map((file) => join(folder, file));
}
