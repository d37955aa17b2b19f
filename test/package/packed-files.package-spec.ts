import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { PackedLibrary } from './support/packed-library.js';
import { runTool } from './support/run-tool.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The code twice, as ES modules and as CommonJS, the player twice, for pages and for bundlers, its languages, and the documentation. */
const largestSizeBytes = 2_000_000;
/**
 * Of the files of the player on a page, compressed by gzip. Before the first frame a page loads the player alone, and where it is not
 * in English a language; the others follow, or are loaded by those who use them.
 */
const largestPlayerBytes: Readonly<Record<string, number>> = {
  'webgear-player.js': 22_000,
  'webgear-player.controls.js': 14_500,
  'webgear-player.notice.js': 3_000,
  'webgear-player.statistics.js': 1_500,
  'webgear-player.restart.js': 1_250,
  'webgear-player.fallback.js': 1_750,
  'webgear-player.metadata.js': 3_000,
  'webgear-player.remote.js': 1_500,
  'webgear-player.ja.js': 2_500,
};
/** The tools start in a second on an idle machine; a busy one is no fault of the package. */
const toolTimeoutMs = 60_000;

describe('the package', () => {
  let library: PackedLibrary;

  beforeAll(async () => {
    library = await PackedLibrary.pack();
  }, toolTimeoutMs);

  afterAll(() => library[Symbol.dispose]());

  it('holds the compiled code with its types, the templates, documentation and the licence', () => {
    expect(library.paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'docs/guides/add-it-to-your-app.md',
        'examples/001-minimal/main.ts',
        'dist/index.js',
        'dist/commonjs/index.js',
        'dist/commonjs/index.d.ts',
        'dist/index.d.ts',
        'dist/testing/index.js',
        'dist/testing/index.d.ts',
        'dist/commonjs/testing/index.js',
        'dist/commonjs/testing/index.d.ts',
        'dist/templates/templates/index.html',
        'dist/templates/static/js/custom.js',
        'dist/templates/static/js/webgear-player.js',
        'dist/player/webgear-player.js',
        'dist/player/webgear-player.d.ts',
        'dist/player/webgear-player.de.js',
        'dist/player/frameworks/react.js',
        'dist/player/frameworks/react.d.ts',
        'dist/player/words/player-words.d.ts',
        'dist/templates/static/js/webgear-player.de.js',
      ]),
    );
  });

  it('holds nothing else: no tests, fakes, maps, sources or state of the compiler', () => {
    const documents = /^(?:README\.md|LICENSE|CHANGELOG\.md|docs\/.+\.md|docs\/operations\/.+|examples\/.+)$/;
    const code =
      /^(?:package\.json|dist\/commonjs\/package\.json|dist\/templates\/.+|dist\/.+\.(?:js|d\.ts))$/;
    const wanted = new RegExp(`${documents.source}|${code.source}`);
    const unwanted =
      /(?:^dist\/testing\/(?!index|replace-sources|test-frame-source|test-viewer|until|virtual-capture-clock)|node_modules|[.-]spec\.|bench|tsbuildinfo|\.map$)/;
    expect(library.paths.filter((path) => !wanted.test(path) || unwanted.test(path))).toEqual([]);
  });

  it('stays small enough to be no burden beside its engine', () => {
    expect(library.sizeBytes).toBeLessThan(largestSizeBytes);
  });

  it.each(Object.entries(largestPlayerBytes))('serves %s in at most %d bytes', (file, most) => {
    const path = join(root, 'libs/webgear-rtc/dist/templates/static/js', file);
    expect(gzipSync(readFileSync(path), { level: 9 }).length).toBeLessThanOrEqual(most);
  });

  it(
    'pleases publint',
    async () => {
      const { stdout } = await runTool('npx', ['publint', '--strict', library.tarball], root);
      expect(stdout).toContain('All good!');
    },
    toolTimeoutMs,
  );

  it(
    'pleases Are the Types Wrong',
    async () => {
      // The rule left out doubts that `require()` can load an ES module. Node can from 20.19 on, and a host in CommonJS
      // proves it for this package.
      const args = ['attw', '--no-color', '--ignore-rules', 'cjs-resolves-to-esm', '--', library.tarball];
      const { stdout } = await runTool('npx', args, root);
      expect(stdout).toContain('No problems found');
    },
    toolTimeoutMs,
  );
});
