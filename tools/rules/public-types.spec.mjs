import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkPublicTypes } from './public-types.mjs';
import { temporaryTree } from './temporary-tree.mjs';

let tree;
beforeEach(() => {
  tree = temporaryTree();
  tree.add({ 'libs/a/package.json': '{}' });
});
afterEach(() => tree.remove());

// `dist` is left out of every listing of sources, so the built files are named one by one.
function broken(files) {
  tree.add(
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`libs/a/dist/${path}`, content])),
  );
  return checkPublicTypes(tree.root).map(({ path, line }) => `${path.replace('libs/a/dist/', '')}:${line}`);
}

test('Nest, rxjs, Node and our own files are allowed', () => {
  expect(
    broken({
      'index.d.ts': [
        "import { X } from '@nestjs/common';",
        "import { Y } from 'rxjs/operators';",
        "import type { Z } from 'node:http';",
        "export { A } from './rtp/a.js';",
      ].join('\n'),
      'rtp/a.d.ts': 'export declare class A {}',
    }),
  ).toEqual([]);
});

test.each([
  ['an import', "import type { Frame } from 'node-av';"],
  ['an import inside a type', "export type A = import('werift').Message;"],
  ['a reference', '/// <reference types="express" />'],
])('%s of another package is refused wherever the surface reaches it', (_form, code) => {
  expect(broken({ 'index.d.ts': "\nexport * from './rtp/a.js';", 'rtp/a.d.ts': `\n${code}` })).toEqual([
    'rtp/a.d.ts:2',
  ]);
});

test('a file the surface does not reach may say what it likes', () => {
  expect(broken({ 'index.d.ts': 'export {};', 'rtp/a.d.ts': "import 'werift';" })).toEqual([]);
});

test('a library that is not built is reported', () => {
  expect(broken({})).toEqual(['index.d.ts:1']);
});

test('another entry of the package is followed too', () => {
  tree.add({
    'libs/a/package.json': JSON.stringify({
      exports: { './x': { types: './dist/x.d.ts', default: './dist/x.js' } },
    }),
  });
  expect(broken({ 'index.d.ts': '', 'x.d.ts': "import type { Frame } from 'node-av';" })).toEqual([
    'x.d.ts:1',
  ]);
});
