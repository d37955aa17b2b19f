import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { maxFileLines } from './room-map.mjs';
import { checkRooms } from './room-rules.mjs';
import { temporaryTree } from './temporary-tree.mjs';

let tree;
beforeEach(() => {
  tree = temporaryTree();
});
afterEach(() => tree.remove());

/** The rules a tree breaks, as `path:line rule`. Paths lie in a library unless they start with a slash. */
function broken(files) {
  const placed = Object.entries(files).map(([path, content]) => [
    path.startsWith('/') ? path.slice(1) : `libs/a/src/${path}`,
    content,
  ]);
  tree.add(Object.fromEntries(placed));
  return checkRooms(tree.root)
    .filter(({ rule }) => rule !== 'room-readme')
    .map(({ path, line, rule }) => `${path.replace('libs/a/src/', '')}:${line} ${rule}`);
}

describe('a package that belongs to one room', () => {
  test.each([
    ['import', "import { Frame } from 'node-av';"],
    ['import of a type', "import type { Frame } from 'node-av';"],
    ['import of a sub-path', "import { avcodec } from 'node-av/lib';"],
    ['dynamic import', "const av = await import('node-av');"],
    ['type expression', "export type F = import('node-av').Frame;"],
    ['re-export', "export { Frame } from 'node-av';"],
  ])('is refused elsewhere as %s', (_form, code) => {
    expect(broken({ 'encoder/x.ts': `\n${code}` })).toEqual(['encoder/x.ts:2 only-node-av-room']);
  });

  test('is welcome in its own', () => {
    expect(broken({ 'ffmpeg/x.ts': "import 'node-av';", 'peers/y.ts': "import 'werift';" })).toEqual([]);
  });

  test('is refused in specs of other rooms too', () => {
    expect(broken({ 'sources/x.spec.ts': "import 'werift';" })).toEqual([
      'sources/x.spec.ts:1 only-werift-room',
    ]);
  });

  test('does not stain packages whose name only starts alike', () => {
    expect(broken({ 'encoder/x.ts': "import 'werift-extra';" })).toEqual([]);
  });
});

describe('the order of the rooms', () => {
  test.each([
    ['options/x.ts', '../sources/y.js'],
    ['sources/x.ts', '../frames/y.js'],
    ['encoder/x.ts', '../rtp/y.js'],
    ['rtp/x.ts', '../broadcast/y.js'],
    ['broadcast/x.ts', '../peers/y.js'],
    ['peers/x.ts', '../signaling/y.js'],
    ['signaling/x.ts', '../pages/y.js'],
    ['pages/x.ts', '../a.module.js'],
    ['options/x.ts', '../stats/y.js'],
    ['errors/x.ts', '../options/y.js'],
    ['errors/x.ts', '../options/y.interface.js'],
    ['stats/x.ts', '../peers/y.js'],
    ['ffmpeg/x.ts', '../frames/y.js'],
    ['broadcast/x.ts', '../ffmpeg/y.js'],
    ['broadcast/x.ts', '../testing/y.js'],
  ])('%s may not import %s', (path, specifier) => {
    expect(broken({ [path]: `import { y } from '${specifier}';` })).toEqual([`${path}:1 room-order`]);
  });

  test.each([
    ['sources/x.ts', '../options/y.js'],
    ['sources/x.ts', '../frames/y.interface.js'],
    ['options/x.ts', '../sources/y.interface.js'],
    ['frames/x.ts', '../ffmpeg/y.js'],
    ['ffmpeg/x.ts', '../frames/y.interface.js'],
    ['ffmpeg/x.ts', '../errors/y.js'],
    ['peers/x.ts', '../stats/y.js'],
    ['peers/x.ts', './y.js'],
    ['pages/x.ts', '../errors/y.js'],
    ['index.ts', './pages/y.js'],
    ['index.ts', './testing/y.js'],
    ['testing/x.ts', '../sources/y.js'],
    ['options/x.spec.ts', '../a.module.js'],
  ])('%s may import %s', (path, specifier) => {
    expect(broken({ [path]: `import { y } from '${specifier}';` })).toEqual([]);
  });
});

describe('a file', () => {
  test('applies decorators only where Nest is at home', () => {
    const code = 'export const a = 1;\n@Injectable()\nexport class X {}';
    expect(
      broken({
        'rtp/x.ts': code,
        'rtp/x.service.ts': code,
        'pages/x.controller.ts': code,
        'x.module.ts': code,
      }),
    ).toEqual(['rtp/x.ts:2 decorator-room']);
  });

  test('lies in a room that exists', () => {
    expect(broken({ 'cellar/x.ts': '' })).toEqual(['cellar/x.ts:1 known-room']);
  });

  test('is imported itself, not through a barrel or a folder', () => {
    expect(broken({ 'rtp/index.ts': '', 'peers/x.ts': "import '../rtp';" })).toEqual([
      'peers/x.ts:1 specific-file',
      'rtp/index.ts:1 no-barrel',
    ]);
  });

  test('has a name that says what is inside', () => {
    expect(broken({ 'rtp/rtp-utils.ts': '', 'rtp/helpers.ts': '' })).toEqual([
      'rtp/helpers.ts:1 telling-name',
      'rtp/rtp-utils.ts:1 telling-name',
    ]);
  });

  test('is not longer than the limit', () => {
    const lines = (count) => '//\n'.repeat(count);
    expect(broken({ 'rtp/long.ts': lines(maxFileLines + 1), 'rtp/fits.ts': lines(maxFileLines) })).toEqual([
      `rtp/long.ts:${maxFileLines + 1} file-length`,
    ]);
  });

  test('of the app goes through the public surface', () => {
    expect(
      broken({
        '/src/inside.ts': "import { x } from '../libs/a/src/rtp/x.js';",
        '/src/engine.ts': "import { x } from 'node-av';",
        '/src/good.ts': "import { x } from 'nestjs-webgear-rtc';",
      }),
    ).toEqual(['src/engine.ts:1 app-public-surface', 'src/inside.ts:1 app-public-surface']);
  });
});

test('a room without a README is reported once', () => {
  broken({
    'rtp/x.ts': '',
    'rtp/y.ts': '',
    'peers/x.ts': '',
    'peers/README.md': '# peers',
    'x.module.ts': '',
  });
  expect(checkRooms(tree.root).map(({ path, rule }) => `${path} ${rule}`)).toEqual([
    'libs/a/src/rtp/README.md room-readme',
  ]);
});
