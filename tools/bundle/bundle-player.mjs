import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { manglePrivates } from './mangle-privates.mjs';

/** Entry of the player, and what its module and its types are called. */
const NAME = 'webgear-player';
/** What the player loads when it is needed. */
const EXTRAS = `${NAME}-extras`;
/** The script of the page that publishes, which shares parts of the player. */
const PUBLISHER = 'webgear-publisher';

/**
 * Makes one ES module of the player's files, as it is, for the bundlers of applications; and small ones among the default page
 * files: the player, what it loads when it is needed, and the script of the page that publishes. They are built and not checked in, so
 * that they cannot differ from their sources.
 *
 * The player's two files share no module: its address has a version that the other's import would lack, so that it would be evaluated
 * twice. What both use is in both.
 *
 * @param {string} library folder of the library
 * @param {string} templates folder of the page files that are published
 */
export async function bundlePlayer(library, templates) {
  const input = {
    input: join(library, `src/player/${NAME}.ts`),
    tsconfig: join(library, 'tsconfig.player.json'),
    platform: 'browser',
    logLevel: 'warn',
  };
  const sources = join(library, 'src/player');
  const js = join(templates, 'static/js');
  const small = { format: 'esm', minify: true };
  const styles = {
    name: 'smaller-styles',
    transform: { filter: { id: /-styles\.ts$/ }, handler: smallerStyles },
  };
  const parts = await Promise.all(
    [
      { ...input, plugins: [styles, leaveOut] },
      { ...input, input: join(sources, 'element/extras/player-extras.ts'), plugins: [styles] },
    ].map(async (part) => (await build({ ...part, output: small, write: false })).output[0].code),
  );
  const shorter = await manglePrivates(parts, sources, join(sources, `${NAME}.interface.ts`));
  [NAME, EXTRAS].forEach((name, index) => writeFileSync(join(js, `${name}.js`), shorter[index]));
  await build([
    { ...input, output: { file: join(library, `dist/player/${NAME}.js`), format: 'esm', codeSplitting: false } },
    {
      ...input,
      input: join(library, `src/player/${PUBLISHER}.ts`),
      output: { file: join(js, `${PUBLISHER}.js`), ...small },
    },
  ]);
}

/** Leaves an import to the browser. */
const leaveOut = {
  name: 'leave-out',
  resolveId: (id) =>
    id.endsWith('/player-extras.js') ? { id: `./${EXTRAS}.js`, external: true } : undefined,
};

/** Styles without comments and blanks: to the bundler they are text. */
function smallerStyles(code) {
  return code.replaceAll(/`[^`]+`/g, (styles) =>
    styles
      .replaceAll(/\/\*.*?\*\//gs, '')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/ ?([{};,>]) ?/g, '$1')
      .replaceAll(/(?<![\w.])0\./g, '.')
      .replaceAll(/([{;][\w-]+): /g, '$1:')
      .replaceAll(';}', '}'),
  );
}

/**
 * Leaves what the package shows, and none of the types inside.
 *
 * @param {string} folder the compiler writes them to
 */
export function prunePlayerTypes(folder) {
  const unwanted = readdirSync(folder).filter((path) => !path.startsWith(NAME) && path !== 'words');
  for (const path of unwanted) rmSync(join(folder, path), { recursive: true });
}
