import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

const shortestName = 4;
const letters = 'abcdefghijklmnopqrstuvwxyz';

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
 * it may be looked up by that. A name becomes the same one in each of the bundles: they hand objects to each other.
 *
 * @param {readonly string[]} codes of the bundles
 * @param {string} sources folder of their sources
 * @param {readonly string[]} publicNames files whose names are seen from outside
 * @returns {readonly string[]}
 */
export function manglePrivates(codes, sources, publicNames) {
  const names = namesIn(sources, publicNames);
  const bundles = codes.map((code) => ({ code, uses: usesIn(code) }));
  const counts = new Map();
  const taken = new Set();
  for (const { name } of bundles.flatMap(({ uses }) => uses)) {
    if (names.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    else taken.add(name);
  }
  const free = shortNames(taken);
  const shorter = new Map(
    [...counts].toSorted(([, one], [, other]) => other - one).map(([name]) => [name, free.next().value]),
  );
  return bundles.map(({ code, uses }) => {
    let written = '';
    let at = 0;
    for (const { start, end, name, isShorthand } of uses.toSorted((one, other) => one.start - other.start)) {
      const short = shorter.get(name);
      if (short === undefined) continue;
      written += code.slice(at, start) + (isShorthand ? `${short}:${name}` : short);
      at = end;
    }
    return written + code.slice(at);
  });
}

/** Names that are no other program's. */
function namesIn(sources, publicNames) {
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
  for (const name of [...lifecycle, ...quoted]) known.add(name);
  const declarations = [
    /\bprivate (?:(?:static|readonly|async|get|set) )*(\w+)/g,
    // Of the accessors those alone that no field of the protocol is named as.
    /^ {2}(?:(?:static|async) )*(\w+)\(/gm,
    /^ {2}get ((?:is|has)[A-Z]\w+)\(/gm,
  ];
  const names = texts
    .flatMap((text) => declarations.flatMap((each) => [...text.matchAll(each)]))
    .map(([, name]) => name)
    .filter((name) => name.length >= shortestName && !known.has(name));
  return new Set(names);
}

/** Where a bundle names properties. */
function usesIn(code) {
  const uses = [];
  const add = ({ start, end, name }, isShorthand = false) => uses.push({ start, end, name, isShorthand });
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    if (node.type === 'MemberExpression' && !node.computed) add(node.property);
    const isMember = ['Property', 'MethodDefinition', 'PropertyDefinition'].includes(node.type);
    if (isMember && !node.computed && node.key.type === 'Identifier') add(node.key, node.shorthand === true);
    for (const [key, value] of Object.entries(node)) {
      if (isMember && key === 'key' && !node.computed) continue;
      visit(value);
    }
  };
  visit(parseAst(code));
  return uses;
}

/** One letter, then two; none that a bundle has already. */
function* shortNames(taken) {
  for (const head of ['', ...letters]) {
    for (const tail of letters) {
      if (!taken.has(head + tail)) yield head + tail;
    }
  }
}

/** The compiler's own files on what browsers have. */
function browserTypes() {
  const compiler = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const fromTypescript = createRequire(createRequire(import.meta.url).resolve('typescript/package.json'));
  const folder = join(dirname(fromTypescript.resolve(compiler)), 'lib');
  const files = readdirSync(folder).filter((file) => /^lib\.(dom|es).*\.d\.ts$/.test(file));
  return files.map((file) => join(folder, file));
}
