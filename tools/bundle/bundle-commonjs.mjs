import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { importSites, parseSource } from '../rules/source-tree.mjs';

/**
 * Writes the library once more as CommonJS, for loaders that cannot `require()` an ES module: Jest has one of its own.
 * Node takes the ES modules for `import` and `require()` alike (`module-sync` in the exports of package.json), so a
 * process never holds two copies of a class that Nest injects by its identity.
 *
 * @param {string} compiled folder of the compiled library
 */
export async function bundleCommonJs(compiled) {
  const folder = join(compiled, 'commonjs');
  // Removed first: a type that is no longer public would otherwise still be published.
  rmSync(folder, { recursive: true, force: true });
  await bundleEntry(join(compiled, 'index.js'), join(folder, 'index.js'), [
    esModuleThreads(compiled, folder),
  ]);
  await bundleEntry(join(compiled, 'testing/index.js'), join(folder, 'testing/index.js'), [libraryOutside()]);
  // What makes Node and TypeScript read the files beside it as CommonJS.
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
  for (const path of publicTypes(compiled)) cpSync(join(compiled, path), join(folder, path));
}

async function bundleEntry(input, file, plugins) {
  const external = (id) => /^[@a-z]/i.test(id) && !/^[a-z]:\\/i.test(id);
  const bundle = await rolldown({ input, platform: 'node', external, plugins });
  await bundle.write({
    file,
    format: 'cjs',
    exports: 'named',
    codeSplitting: false,
    // A sandbox without the flag for ES modules refuses `import()` as well.
    dynamicImportInCjs: false,
    // The ES modules beside it have them.
    comments: false,
  });
  await bundle.close();
}

/** The classes of the library are those of the application that is tested: Nest injects them by their identity. */
function libraryOutside() {
  return {
    name: 'library-outside',
    resolveId: (source) => (source === '../index.js' ? { id: source, external: true } : undefined),
  };
}

/** Removes declaration files that no entry leads to: nobody can import what they describe. Those of the player have entries of their own. */
export function pruneTypes(compiled) {
  const wanted = publicTypes(compiled, ['options/option-flags.d.ts']);
  for (const path of readdirSync(compiled, { recursive: true, encoding: 'utf8' })) {
    const name = path.split(sep).join('/');
    if (name.endsWith('.d.ts') && !/^(?:commonjs|player|templates)\//.test(name) && !wanted.has(name))
      rmSync(join(compiled, path));
  }
}

/** The declaration files that those of the entries lead to: below a `package.json` of CommonJS they describe CommonJS. */
function publicTypes(compiled, entries = []) {
  const found = new Set(['index.d.ts', 'testing/index.d.ts', ...entries]);
  for (const path of found) {
    for (const { specifier } of importSites(parseSource(compiled, path))) {
      if (specifier.startsWith('.'))
        found.add(posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.d.ts'));
    }
  }
  return found;
}

/** Threads and processes load with Node's own loader whatever their parent does, so they stay the ES modules they are. */
function esModuleThreads(compiled, folder) {
  return {
    name: 'es-module-threads',
    transform(code, id) {
      const toSource = relative(folder, dirname(id)).replaceAll(sep, '/');
      return code.replaceAll(
        /new URL\('\.\/([\w-]+-(?:thread|process)-entry\.js)'/g,
        `new URL('${toSource}/$1'`,
      );
    },
  };
}
