import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkDocs } from './doc-rules.mjs';
import { temporaryTree } from './temporary-tree.mjs';

let tree;
beforeEach(() => {
  tree = temporaryTree();
});
afterEach(() => tree.remove());

function broken(files) {
  tree.add(
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`libs/a/src/${path}`, content])),
  );
  return checkDocs(tree.root).map(
    ({ path, line, rule }) => `${path.replace('libs/a/src/', '')}:${line} ${rule}`,
  );
}

test.each([
  ['class', 'export class X {}'],
  ['function', 'export function x() {}'],
  ['constant', 'export const x = 1;'],
  ['interface', 'export interface X {}'],
  ['type', 'export type X = string;'],
  ['late export', 'const x = 1;\nexport { x };'],
])('an exported %s without a doc comment is refused', (_kind, code) => {
  expect(broken({ 'rtp/x.ts': code })).toEqual(['rtp/x.ts:1 doc-comment']);
});

test.each([
  ['a doc comment', '/** Why. */\nexport class X {}'],
  ['a doc comment above decorators', '/** Why. */\n@Injectable()\nexport class X {}'],
  [
    'one for all overloads',
    '/** Why. */\nexport function x(a: 1): 1;\nexport function x(a: 1): 1 { return a; }',
  ],
  ['no export', 'class X {}'],
])('%s is enough', (_what, code) => {
  expect(broken({ 'rtp/x.ts': code })).toEqual([]);
});

test('a line comment, or one with code in between, documents nothing', () => {
  expect(
    broken({
      'rtp/x.ts': '// Why.\nexport class X {}',
      'rtp/y.ts': '/** Why. */\nconst a = 1;\nexport class Y {}',
    }),
  ).toEqual(['rtp/x.ts:2 doc-comment', 'rtp/y.ts:3 doc-comment']);
});

test('what the surface exports is marked, through any number of re-exports', () => {
  expect(
    broken({
      'index.ts': "export { X as Renamed } from './rtp/x.js';\nexport * from './rtp/star.js';",
      'rtp/x.ts': "export { X } from './deep.js';",
      'rtp/deep.ts': '/** Why. */\nexport class X {}\n/** Private. */\nexport class Z {}',
      'rtp/star.ts': '/** Why. */\nexport class Y {}',
    }),
  ).toEqual(['rtp/deep.ts:2 public-api', 'rtp/star.ts:2 public-api']);
});

test('what is marked public is on the surface', () => {
  expect(broken({ 'index.ts': '', 'rtp/x.ts': '/** @publicApi */\nexport class X {}' })).toEqual([
    'rtp/x.ts:2 public-api',
  ]);
});

test('members of public types are documented, private ones need not be', () => {
  const surface = "export { X, Y, Z } from './rtp/x.js';";
  const code = [
    '/** @publicApi */',
    'export interface X {',
    '  bare: number;',
    '  /** Why. */',
    '  told: number;',
    '}',
    '/** @publicApi */',
    'export class Y {',
    '  private hidden = 1;',
    '  #more = 1;',
    '  constructor() {}',
    '  bare(): void {}',
    '}',
    '/** @publicApi */',
    'export type Z = { bare: number };',
  ].join('\n');
  expect(broken({ 'index.ts': surface, 'rtp/x.ts': code })).toEqual([
    'rtp/x.ts:3 doc-comment',
    'rtp/x.ts:12 doc-comment',
    'rtp/x.ts:15 doc-comment',
  ]);
});

test('a class inherits the doc comment of the contract it implements', () => {
  const code = [
    '/** @publicApi */',
    'export interface X {',
    '  /** Why. */',
    '  told(): void;',
    '}',
    '/** @publicApi */',
    'export class Y implements X {',
    '  told(): void {}',
    '  own(): void {}',
    '}',
  ].join('\n');
  expect(broken({ 'index.ts': "export { X, Y } from './rtp/x.js';", 'rtp/x.ts': code })).toEqual([
    'rtp/x.ts:9 doc-comment',
  ]);
});
