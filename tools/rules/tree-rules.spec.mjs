import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { maxFileLines, maxSmallFiles, smallFileLines } from './layers.mjs';
import { temporaryTree } from './temporary-tree.mjs';
import { checkTree } from './tree-rules.mjs';

let tree;
beforeEach(() => {
  tree = temporaryTree();
});
afterEach(() => tree.remove());

const inLibrary = (files) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`libs/a/src/${path}`, content]));

/** The rules that files of a library break, as `path:line rule`. */
function broken(files) {
  tree.add(inLibrary(files));
  return checkTree(tree.root)
    .filter(({ rule }) => rule !== 'directory-readme')
    .map(({ path, line, rule }) => `${path.replace('libs/a/src/', '')}:${line} ${rule}`);
}

const lines = (count) => '//\n'.repeat(count);

describe('a file', () => {
  test('lies in a directory that has a place in the flow', () => {
    expect(broken({ 'cellar/x.ts': '' })).toEqual(['cellar/x.ts:1 known-directory']);
  });

  test('is imported itself, not through a barrel', () => {
    expect(broken({ 'rtp/deep/index.ts': '', 'index.ts': '', 'testing/index.ts': '' })).toEqual([
      'rtp/deep/index.ts:1 no-barrel',
    ]);
  });

  test('has a name that says what is inside', () => {
    expect(broken({ 'rtp/rtp-utils.ts': '', 'rtp/helpers.ts': '' })).toEqual([
      'rtp/helpers.ts:1 telling-name',
      'rtp/rtp-utils.ts:1 telling-name',
    ]);
  });

  test('is not longer than the limit', () => {
    expect(broken({ 'rtp/long.ts': lines(maxFileLines + 1), 'rtp/fits.ts': lines(maxFileLines) })).toEqual([
      `rtp/long.ts:${maxFileLines + 1} file-length`,
    ]);
  });

  test('is small only where few are', () => {
    const files = (count, suffix) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`rtp/x${at}${suffix}`, '//\n']));
    const few = { ...files(maxSmallFiles - 1, '.ts'), ...files(9, '.spec.ts') };
    expect(broken({ ...few, 'rtp/large.ts': lines(smallFileLines) })).toEqual([]);
    expect(broken({ 'peers/one-more.ts': lines(smallFileLines - 1) })).toHaveLength(maxSmallFiles);
  });
});

test('a directory without a README is reported once', () => {
  tree.add(
    inLibrary({
      'rtp/x.ts': '',
      'rtp/y.ts': '',
      'peers/x.ts': '',
      'peers/README.md': '# peers',
      'x.module.ts': '',
    }),
  );
  expect(checkTree(tree.root).map(({ path, rule }) => `${path} ${rule}`)).toEqual([
    'libs/a/src/rtp/README.md directory-readme',
  ]);
});
