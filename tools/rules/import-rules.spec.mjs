import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkImports } from './check-imports.mjs';
import { temporaryTree } from './temporary-tree.mjs';

let tree;
beforeEach(() => {
  tree = temporaryTree();
});
afterEach(() => tree.remove());

/** The imports that are refused, as `path:line`. Paths lie in a library unless they start with a slash. */
function refused(files) {
  tree.add(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [
        path.startsWith('/') ? path.slice(1) : `libs/a/src/${path}`,
        content,
      ]),
    ),
  );
  return checkImports(tree.root).map(({ path, line }) => `${path.replace('libs/a/src/', '')}:${line}`);
}

/** A module that imports each of these. */
const importing = (...specifiers) =>
  specifiers.map((specifier, at) => `import { y${at} } from '${specifier}';`).join('\n');

describe('the flow of a frame', () => {
  test('refuses imports against it, at any depth, of types too', () => {
    expect(
      refused({
        'media/x.ts': importing('../errors/y.js'),
        'options/x.ts': importing('../sources/y.js', '../pipeline/z.js'),
        'sources/custom/x.ts': importing('../../pipeline/y.js'),
        'broadcast/a/b/x.ts': `\nimport type { y } from '../../../peers/y.js';`,
        'rtp/x.ts': `export { y } from '../broadcast/y.js';`,
      }),
    ).toEqual([
      'broadcast/a/b/x.ts:2',
      'media/x.ts:1',
      'options/x.ts:1',
      'options/x.ts:2',
      'rtp/x.ts:1',
      'sources/custom/x.ts:1',
    ]);
  });

  test('lets a file import what comes before it, and its own directory', () => {
    expect(
      refused({
        'pages/x.ts': importing('../errors/y.js', '../signaling/y.js', './z.js'),
        'transport/ice/full/x.ts': importing('../../../rtp/y.js', '../z.js', '../../z.js'),
        'x.module.ts': importing('./pages/y.js'),
      }),
    ).toEqual([]);
  });

  test('refuses what puts the parts together, the player and the fakes', () => {
    expect(
      refused({
        'pages/x.ts': importing('../a.module.js', '../player/y.js', '../testing/y.js'),
        'pages/deep/x.ts': importing('../../a.module.js', '../a.js'),
        'player/element/x.ts': importing('../../media/y.js', '../y.js'),
      }),
    ).toEqual(['pages/deep/x.ts:1', 'pages/x.ts:1', 'pages/x.ts:2', 'pages/x.ts:3', 'player/element/x.ts:1']);
  });

  test('does not bind specs and fakes', () => {
    expect(
      refused({
        'options/x.spec.ts': importing('../a.module.js', '../peers/y.js', 'werift'),
        'testing/x.ts': importing('../peers/y.js'),
      }),
    ).toEqual([]);
  });
});

describe('a package that belongs to one directory', () => {
  test.each([
    ['import', "import { Frame } from 'node-av';"],
    ['import of a type', "import type { Frame } from 'node-av';"],
    ['import of a sub-path', "import { avcodec } from 'node-av/lib';"],
    ['re-export', "export { Frame } from 'node-av';"],
  ])('is refused elsewhere as %s', (_form, code) => {
    expect(refused({ 'encoder/x.ts': `\n${code}` })).toEqual(['encoder/x.ts:2']);
  });

  test('is welcome in its own, and not in its neighbours', () => {
    expect(
      refused({
        'ffmpeg/deep/x.ts': importing('node-av'),
        'sdp/x.ts': importing('werift'),
        'transport/native/x.ts': importing('koffi'),
        'transport/srtp/x.ts': importing('werift', 'koffi'),
        'encoder/x.ts': importing('werift-extra'),
      }),
    ).toEqual(['transport/srtp/x.ts:2']);
  });
});

test('the application goes through the public surface', () => {
  expect(
    refused({
      '/src/inside.ts': importing('../libs/a/src/rtp/x.js'),
      '/src/engine.ts': importing('node-av'),
      '/src/good.ts': importing('nestjs-webgear-rtc'),
    }),
  ).toEqual(['src/engine.ts:1', 'src/inside.ts:1']);
});
