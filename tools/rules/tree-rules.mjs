import { posix } from 'node:path';
import {
  asideDirectories,
  emptyNames,
  layers,
  longFiles,
  maxFileLines,
  maxSmallFiles,
  smallFileLines,
} from './layers.mjs';
import { countLines, listFiles } from './source-tree.mjs';

const known = new Set([...layers, ...asideDirectories]);
const inLibrary = /^libs\/[^/]+\/src\//;

/** What in the tree below `root` breaks the rules on names, sizes and READMEs, in file order. */
export function checkTree(root) {
  const files = listFiles(root, 'libs', (name) => name.endsWith('.ts')).filter((path) =>
    inLibrary.test(path),
  );
  return [
    ...files.flatMap(checkName),
    ...checkReadmes(root, files),
    ...checkLengths(root),
    ...checkSmallFiles(root, files),
  ];
}

function checkName(path) {
  const name = posix.basename(path);
  const [first, ...rest] = path.replace(inLibrary, '').split('/');
  const found = [];
  const add = (rule, detail) => found.push({ path, line: 1, rule, detail });
  if (rest.length > 0 && !known.has(first)) add('known-directory', `"${first}" has no place in layers.mjs`);
  if (name === 'index.ts' && rest.length > 1)
    add('no-barrel', 'import the specific file instead of a barrel');
  if (name.split(/[.-]/).some((word) => emptyNames.includes(word))) {
    add('telling-name', `"${name}" does not say what is inside`);
  }
  return found;
}

function checkReadmes(root, files) {
  const readmes = new Set(listFiles(root, 'libs', (name) => name === 'README.md'));
  const directories = new Set(
    files.filter((path) => path.split('/').length > 4).map((path) => path.split('/').slice(0, 4).join('/')),
  );
  return [...directories]
    .filter((directory) => !readmes.has(`${directory}/README.md`))
    .map((directory) => ({
      path: `${directory}/README.md`,
      line: 1,
      rule: 'directory-readme',
      detail: 'a directory says its boundary, what flows in and what flows out',
    }));
}

function checkLengths(root) {
  const isCode = (name) => /\.(ts|mjs|cjs|js|css|html)$/.test(name);
  return ['libs', 'src', 'test', 'tools', 'templates', 'examples']
    .flatMap((folder) => listFiles(root, folder, isCode))
    .map((path) => ({ path, lines: countLines(root, path) }))
    .filter(({ path, lines }) => lines > maxFileLines && !(path in longFiles))
    .map(({ path, lines }) => ({
      path,
      line: lines,
      rule: 'file-length',
      detail: `${lines} lines, more than ${maxFileLines}: find the second reason to change and give it a file`,
    }));
}

function checkSmallFiles(root, files) {
  const small = files
    .filter((path) => !path.endsWith('.spec.ts'))
    .map((path) => ({ path, lines: countLines(root, path) }))
    .filter(({ lines }) => lines < smallFileLines);
  if (small.length < maxSmallFiles) return [];
  return small.map(({ path, lines }) => ({
    path,
    line: 1,
    rule: 'small-file',
    detail: `${lines} lines, as ${small.length} files of under ${smallFileLines}: keep it with what it changes with`,
  }));
}
