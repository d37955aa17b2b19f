import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { manglePrivates } from './mangle-privates.mjs';

/** Entry of the player, and what its module and its types are called. */
const NAME = 'webgear-player';
/** Entries for applications of frameworks, beside the player: the player is not taken in. */
const FRAMEWORKS = ['angular', 'react', 'svelte', 'vue'];
/** What the first frame does not need, in files of their own that the player imports when it does: `webgear-player.controls.js`. */
const APART = {
  controls: 'element/controls/controls-view',
  notice: 'element/notice-view',
  fallback: 'element/fallback-image',
  restart: 'session/ice-restart',
  snapshot: 'element/snapshot',
  statistics: 'session/stats-meter',
  metadata: 'metadata/shown-metadata',
  remote: 'control/remote-controls',
  timeline: 'timeline/player-timeline',
};
/** The script of the page that publishes, which shares parts of the player. */
const PUBLISHER = 'webgear-publisher';

/**
 * Makes ES modules of the player's files: as they are for the bundlers of applications, and small among the default page
 * files; and the script of the page that publishes beside them. They are built and not checked in, so that they cannot differ from their
 * sources.
 *
 * On a page, player and such files share no module: what both use is in both. The address of the player may have a version, which an
 * import of it would lack, so that it would be evaluated twice.
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
  const styles = {
    name: 'smaller-styles',
    transform: { filter: { id: /-styles\.ts$/ }, handler: smallerStyles },
  };
  const apart = await Promise.all(
    Object.entries(APART).map(async ([name, path]) => {
      const { output } = await build({
        ...input,
        input: join(sources, `${path}.ts`),
        plugins: [styles, filesApart(path)],
        output: { format: 'esm', minify: true },
        write: false,
      });
      return [`${NAME}.${name}.js`, output[0].code];
    }),
  );
  const smallerPlayer = {
    name: 'smaller-player',
    async generateBundle(_options, bundle) {
      const files = [[`${NAME}.js`, bundle[`${NAME}.js`].code], ...apart];
      const codes = await manglePrivates(
        // Notes for a bundler, which none reads any more.
        files.map(([, code]) => code.replaceAll('/* @__PURE__ */ ', '').replaceAll('/* @__PURE__ */', '')),
        sources,
        namesOutside(sources),
      );
      bundle[`${NAME}.js`].code = codes[0];
      for (const [index, [fileName]] of files.entries()) {
        if (index > 0) this.emitFile({ type: 'asset', fileName, source: codes[index] });
      }
    },
  };
  await build([
    { ...input, output: { ...withLanguages(join(library, 'dist/player')), format: 'esm' } },
    {
      ...input,
      input: FRAMEWORKS.map((name) => join(library, `src/player/frameworks/${name}.ts`)),
      external: [`../${NAME}.js`],
      output: { dir: join(library, 'dist/player/frameworks'), format: 'esm' },
    },
    {
      ...input,
      plugins: [styles, filesApart(), smallerPlayer],
      output: { ...withLanguages(js), format: 'esm', minify: true },
    },
    {
      ...input,
      input: join(library, `src/player/${PUBLISHER}.ts`),
      output: { file: join(js, `${PUBLISHER}.js`), format: 'esm', minify: true },
    },
  ]);
}

/**
 * Leaves the imports of the files apart to the browser.
 *
 * @param own path of the one that is built, if it is one of them
 */
function filesApart(own) {
  return {
    name: 'files-apart',
    resolveId(id) {
      const found = Object.entries(APART).find(
        ([, path]) => path !== own && id.endsWith(`/${path.split('/').at(-1)}.js`),
      );
      return found && { id: `./${NAME}.${found[0]}.js`, external: true };
    },
  };
}

/** The player, and beside it a file for each language, which it imports when a page shows that language: `webgear-player.de.js`. */
function withLanguages(dir) {
  return { dir, entryFileNames: '[name].js', chunkFileNames: `${NAME}.[name].js` };
}

/** Files whose names of members are seen outside of the player: by pages, and by its own languages, which are files apart. */
function namesOutside(sources) {
  return [`${NAME}.interface.ts`, 'words/english.ts', 'words/english-controls.ts'].map((path) =>
    join(sources, path),
  );
}

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
  const types = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const wanted = new RegExp(`^(${NAME}|frameworks\\b|words(/(english|player-words)|$))`);
  for (const path of types) {
    // An earlier turn may have removed the folder it is in.
    if (!wanted.test(path.replaceAll('\\', '/')))
      rmSync(join(folder, path), { recursive: true, force: true });
  }
}
