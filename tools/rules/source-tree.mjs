import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * @typedef {{ line: number, specifier: string }} ImportSite One place where a module names another one.
 * @typedef {{ path: string, text: string, program: object, comments: object[],
 *   lineAt: (offset: number) => number }} SourceFile `path` is relative to the root, with forward slashes.
 * @typedef {{ path: string, line: number, rule: string, detail: string }} Violation
 */

const notSources = new Set(['node_modules', 'dist', 'coverage', '.git']);

/** Every file below `folder` whose name `accepts`, relative to `root`, sorted; nothing built or installed. */
export function listFiles(root, folder, accepts) {
  const found = [];
  const visit = (directory) => {
    for (const entry of readEntries(directory)) {
      if (notSources.has(entry.name)) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (accepts(basename(path))) found.push(relative(root, path).split(sep).join('/'));
    }
  };
  visit(join(root, folder));
  return found.toSorted();
}

function readEntries(directory) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Reads and parses one file. A file that does not parse is the compiler's business, so it throws. */
export function parseSource(root, path) {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = (offset) => text.slice(0, offset).split('\n').length;
  return { path, text, program, comments, lineAt };
}

/** How many lines a file has. */
export function countLines(root, path) {
  return readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length;
}

/** Calls `visit` with every node of a syntax tree, parents first. */
export function walk(node, visit) {
  if (Array.isArray(node)) {
    for (const child of node) walk(child, visit);
    return;
  }
  if (typeof node?.type !== 'string') return;
  visit(node);
  for (const value of Object.values(node)) {
    if (typeof value === 'object' && value !== null) walk(value, visit);
  }
}

/** The string that names the other module, by the kind of node that names one. */
const moduleNames = {
  ImportDeclaration: (node) => node.source,
  ExportNamedDeclaration: (node) => node.source,
  ExportAllDeclaration: (node) => node.source,
  ImportExpression: (node) => node.source,
  TSImportType: (node) => node.source,
  TSExternalModuleReference: (node) => node.expression,
};

/** All the ways a module can name another: import, re-export, `import()`, and `import('x')` inside a type. */
export function importSites(file) {
  const sites = [];
  walk(file.program, (node) => {
    const literal = moduleNames[node.type]?.(node);
    if (typeof literal?.value !== 'string') return;
    sites.push({ line: file.lineAt(literal.start), specifier: literal.value });
  });
  return sites;
}

/** Lines on which a decorator is applied, with its name. */
export function decoratorSites(file) {
  const sites = [];
  walk(file.program, (node) => {
    if (node.type !== 'Decorator') return;
    const callee = node.expression.type === 'CallExpression' ? node.expression.callee : node.expression;
    sites.push({ line: file.lineAt(node.start), name: file.text.slice(callee.start, callee.end) });
  });
  return sites;
}

/** `true` when `specifier` names `packageName` or a path inside it. */
export function isPackage(specifier, packageName) {
  return specifier === packageName || specifier.startsWith(`${packageName}/`);
}

/** Prints the violations one per line as `file:line: rule: detail` and sets the exit code. */
export function report(title, violations) {
  for (const { path, line, rule, detail } of violations) {
    process.stdout.write(`${path}:${line}: ${rule}: ${detail}\n`);
  }
  const count = violations.length;
  process.stdout.write(`${title}: ${count === 0 ? 'kept' : `${count} violation${count === 1 ? '' : 's'}`}\n`);
  process.exitCode = count === 0 ? 0 : 1;
}
