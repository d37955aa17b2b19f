// Compiles the library and the application, writes the library as CommonJS too, puts beside the compiled code what is not TypeScript, and makes few files of
// the application.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCommonJs, pruneTypes } from './bundle/bundle-commonjs.mjs';
import { bundlePlayer, prunePlayerTypes } from './bundle/bundle-player.mjs';
import { compressPages } from './bundle/compress-pages.mjs';
import { bundleProgram } from './bundle/bundle-program.mjs';
import { pruneOutput } from './prune-output.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const compiler = spawnSync(
  process.execPath,
  [inRoot('node_modules/typescript/bin/tsc'), '-b', inRoot('tsconfig.json')],
  {
    stdio: 'inherit',
  },
);
if (compiler.status !== 0) process.exit(compiler.status ?? 1);

pruneOutput(inRoot('dist/compiled'), inRoot('src'), { maps: true });
pruneOutput(inRoot('libs/webgear-rtc/dist'), inRoot('libs/webgear-rtc/src'), { maps: false });

const packagedTemplates = inRoot('libs/webgear-rtc/dist/templates');
// Removed first: a file that was deleted in templates/ would otherwise stay in the package.
rmSync(packagedTemplates, { recursive: true, force: true });
cpSync(inRoot('templates'), packagedTemplates, { recursive: true });
prunePlayerTypes(inRoot('libs/webgear-rtc/dist/player'));
await bundlePlayer(inRoot('libs/webgear-rtc'), packagedTemplates);
compressPages(packagedTemplates);

await bundleCommonJs(inRoot('libs/webgear-rtc/dist'));
pruneTypes(inRoot('libs/webgear-rtc/dist'));

await bundleProgram({
  output: inRoot('dist'),
  library: inRoot('libs/webgear-rtc/dist'),
  templates: packagedTemplates,
});
chmodSync(inRoot('dist/cli.js'), 0o755);
