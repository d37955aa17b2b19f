import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { importSites, isPackage, listFiles, parseSource } from './source-tree.mjs';

const builtins = new Set(builtinModules);

/**
 * Follows the built declaration files of every library below `root` from its `dist/index.d.ts`, and from those of its
 * `testing`, and returns the
 * imports of packages that an application would need only for our types.
 */
export function checkPublicTypes(root) {
  return listLibraries(root).flatMap((library) => {
    const surface = `${library}/dist/index.d.ts`;
    const testing = `${library}/dist/testing/index.d.ts`;
    if (existsSync(join(root, surface)))
      return [surface, testing]
        .filter((path) => existsSync(join(root, path)))
        .flatMap((path) => checkFrom(root, path));
    return [{ path: surface, line: 1, rule: 'public-types', detail: 'not built' }];
  });
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
