import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { importSites, isPackage, listFiles, parseSource } from './source-tree.mjs';

const builtins = new Set(builtinModules);

/**
 * Follows the built declaration files of every library below `root` from its `dist/index.d.ts` and its other entries, and
 * returns the imports of packages that an application would need only for our types.
 */
export function checkPublicTypes(root) {
  return listLibraries(root).flatMap((library) =>
    entriesOf(root, library).flatMap((surface) => {
      if (existsSync(join(root, surface))) return checkFrom(root, surface);
      return [{ path: surface, line: 1, rule: 'public-types', detail: 'not built' }];
    }),
  );
}

/** Entries for applications of a framework: an application that imports one has the framework. */
const ofFrameworks = /\/player\/frameworks\//;

/** The main entry, and those of `exports` that have types of their own. */
function entriesOf(root, library) {
  const { exports = {} } = JSON.parse(readFileSync(join(root, library, 'package.json'), 'utf8'));
  const others = Object.values(exports).flatMap((entry) => entry.types ?? entry.import?.types ?? []);
  return [...new Set(['./dist/index.d.ts', ...others])]
    .map((path) => posix.join(library, path))
    .filter((path) => !ofFrameworks.test(path));
}

function listLibraries(root) {
  return listFiles(root, 'libs', (name) => name === 'package.json').map((path) => posix.dirname(path));
}

function checkFrom(root, surface) {
  const found = [];
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const file = parseSource(root, path);
    for (const { line, specifier } of importSites(file)) {
      if (specifier.startsWith('.'))
        visit(posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.d.ts'));
      else if (!isAllowed(specifier)) {
        const detail = `the public types may not need "${specifier}"`;
        found.push({ path, line, rule: 'public-types', detail });
      }
    }
    for (const { value, start } of file.comments.filter((comment) =>
      /^\/\s*<reference\s+types=/.test(comment.value),
    )) {
      if (/types="node"/.test(value)) continue;
      found.push({ path, line: file.lineAt(start), rule: 'public-types', detail: value.trim() });
    }
  };
  visit(surface);
  return found;
}

function isAllowed(specifier) {
  return (
    specifier.startsWith('node:') ||
    builtins.has(specifier) ||
    specifier.startsWith('@nestjs/') ||
    isPackage(specifier, 'rxjs')
  );
}
