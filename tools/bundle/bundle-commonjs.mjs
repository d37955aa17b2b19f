import { cpSync, rmSync, writeFileSync } from 'node:fs';
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
  const bundle = await rolldown({
    input: join(compiled, 'index.js'),
    platform: 'node',
    external: (id) => /^[@a-z]/i.test(id) && !/^[a-z]:\\/i.test(id),
    plugins: [esModuleThreads(compiled, folder)],
  });
  await bundle.write({
    file: join(folder, 'index.js'),
    format: 'cjs',
    exports: 'named',
    codeSplitting: false,
    // A sandbox without the flag for ES modules refuses `import()` as well.
    dynamicImportInCjs: false,
    // The ES modules beside it have them.
    comments: false,
  });
  await bundle.close();
  // What makes Node and TypeScript read the files beside it as CommonJS.
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
  for (const path of publicTypes(compiled)) cpSync(join(compiled, path), join(folder, path));
}

/** The declaration files that `index.d.ts` leads to: below a `package.json` of CommonJS they describe CommonJS. */
function publicTypes(compiled) {
  const found = new Set(['index.d.ts']);
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
