import { posix } from 'node:path';
import {
  decoratorRooms,
  emptyNames,
  flow,
  importsOnly,
  longFiles,
  maxFileLines,
  openFiles,
  openRooms,
  packageRooms,
  sideRooms,
} from './room-map.mjs';
import {
  countLines,
  decoratorSites,
  importSites,
  isPackage,
  listFiles,
  parseSource,
} from './source-tree.mjs';

const knownRooms = new Set([...flow, ...openRooms, ...Object.keys(sideRooms)]);
const isContract = (path) => path.endsWith('.interface.ts');
const isSpec = (path) => path.endsWith('.spec.ts');

/** Checks every TypeScript file below `root` and returns what breaks the rules, in file order. */
export function checkRooms(root) {
  const libraryFiles = listFiles(root, 'libs', (name) => name.endsWith('.ts')).filter((path) =>
    /^libs\/[^/]+\/src\//.test(path),
  );
  const appFiles = listFiles(root, 'src', (name) => name.endsWith('.ts'));
  return [
    ...libraryFiles.flatMap((path) => checkLibraryFile(parseSource(root, path))),
    ...appFiles.flatMap((path) => checkAppFile(parseSource(root, path))),
    ...checkRoomReadmes(root, libraryFiles),
    ...checkLengths(root),
  ];
}

/** The room a path of a library lies in: the first folder below `src`, or `root`. */
export function roomOf(path) {
  const [first, ...rest] = path.replace(/^libs\/[^/]+\/src\//, '').split('/');
  return rest.length === 0 ? 'root' : first;
}

function checkLibraryFile(file) {
  return [
    ...checkName(file),
    ...importSites(file).flatMap((site) => checkImport(file, site)),
    ...checkDecorators(file),
  ];
}

function checkName(file) {
  const room = roomOf(file.path);
  const name = posix.basename(file.path);
  const found = [];
  const add = (rule, detail) => found.push({ path: file.path, line: 1, rule, detail });
  if (!knownRooms.has(room)) add('known-room', `"${room}" is not a room of the house`);
  if (name === 'index.ts' && room !== 'root')
    add('no-barrel', 'import the specific file instead of a barrel');
  if (name.split(/[.-]/).some((word) => emptyNames.includes(word))) {
    add('telling-name', `"${name}" does not say what is inside`);
  }
  return found;
}

function checkImport(file, { line, specifier }) {
  const violation = (rule, detail) => [{ path: file.path, line, rule, detail }];
  const room = roomOf(file.path);
  for (const [packageName, rooms] of Object.entries(packageRooms)) {
    if (isPackage(specifier, packageName) && !rooms.includes(room)) {
      return violation(
        `only-${packageName}-room`,
        `"${packageName}" may be imported only in ${rooms.join('/, ')}/`,
      );
    }
  }
  if (!specifier.startsWith('.')) return [];

  const target = posix.join(posix.dirname(file.path), specifier).replace(/\.js$/, '.ts');
  if (!target.startsWith('libs/') || !/^libs\/[^/]+\/src\//.test(target)) return [];
  if (!specifier.endsWith('.js'))
    return violation('specific-file', `name the file: "${specifier}" is no ./x.js`);
  // A spec assembles what it needs to see the law at work; the law is on the code it tests.
  if (isSpec(file.path)) return [];
  if (openFiles.includes(target.replace(/^libs\/[^/]+\/src\//, ''))) return [];
  const reason = refusal(room, roomOf(target), isContract(target));
  return reason === undefined ? [] : violation('room-order', reason);
}

/** Why `room` may not import a file of `target`, or `undefined` when it may. */
function refusal(room, target, contract) {
  if (room === target) return undefined;
  if (contract) return undefined;
  if (room in importsOnly && !importsOnly[room].includes(target)) {
    return `${room}/ may import ${[...importsOnly[room].map((name) => `${name}/`), 'contracts'].join(', ')} only, not ${target}/`;
  }
  if (openRooms.includes(target) || room === 'testing') return undefined;
  if (target in sideRooms) {
    return sideRooms[target].includes(room)
      ? undefined
      : `${room}/ may not import ${target}/, except its contracts`;
  }
  if (flow.indexOf(target) > flow.indexOf(room)) {
    return `${room}/ may not import ${target}/, which lies to its right; import a *.interface.ts`;
  }
  return undefined;
}

function checkDecorators(file) {
  const room = roomOf(file.path);
  if (decoratorRooms.includes(room) || /\.(service|spec)\.ts$/.test(file.path)) return [];
  return decoratorSites(file).map(({ line, name }) => ({
    path: file.path,
    line,
    rule: 'decorator-room',
    detail: `@${name} belongs in a root file, ${decoratorRooms.slice(1).join('/, ')}/ or a *.service.ts`,
  }));
}

function checkAppFile(file) {
  return importSites(file).flatMap(({ line, specifier }) => {
    const inside =
      specifier.startsWith('.') && posix.join(posix.dirname(file.path), specifier).startsWith('libs/');
    const engine = Object.keys(packageRooms).find((packageName) => isPackage(specifier, packageName));
    if (!inside && engine === undefined) return [];
    const detail = `the app uses the library's public surface, not "${specifier}"`;
    return [{ path: file.path, line, rule: 'app-public-surface', detail }];
  });
}

function checkRoomReadmes(root, libraryFiles) {
  const readmes = new Set(listFiles(root, 'libs', (name) => name === 'README.md'));
  const folders = new Set(
    libraryFiles
      .filter((path) => roomOf(path) !== 'root')
      .map((path) => path.split('/').slice(0, 4).join('/')),
  );
  return [...folders]
    .filter((folder) => !readmes.has(`${folder}/README.md`))
    .map((folder) => ({
      path: `${folder}/README.md`,
      line: 1,
      rule: 'room-readme',
      detail: 'a room says its boundary, what flows in and what flows out',
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
