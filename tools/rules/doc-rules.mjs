import { posix } from 'node:path';
import { declarationsOf, membersOf } from './declarations.mjs';
import { listFiles, parseSource } from './source-tree.mjs';

/** Checks the doc comments of every library below `root` and returns what is missing, in file order. */
export function checkDocs(root) {
  const files = new Map(
    listFiles(root, 'libs', (name) => name.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(name))
      .filter((path) => /^libs\/[^/]+\/src\//.test(path))
      .map((path) => [path, parseSource(root, path)]),
  );
  const exportsOf = new Map([...files].map(([path, file]) => [path, declarationsOf(file)]));
  // What applications import, and what their tests do.
  const surfaces = [...files.keys()].filter((path) => /^libs\/[^/]+\/src\/(testing\/)?index\.ts$/.test(path));
  const isPublic = new Set(surfaces.flatMap((path) => publicNames(path, exportsOf)));
  const inheritable = contractMembers(exportsOf);
  return [...exportsOf].flatMap(([path, { declarations }]) =>
    declarations.flatMap((declaration) =>
      checkDeclaration(path, declaration, isPublic.has(`${path}#${declaration.name}`), inheritable),
    ),
  );
}

function checkDeclaration(path, declaration, isPublic, inheritable) {
  const violation = (line, rule, detail) => [{ path, line, rule, detail }];
  const { name, doc, line } = declaration;
  if (doc === undefined) return violation(line, 'doc-comment', `exported "${name}" has no doc comment`);
  const marked = /@publicApi\b/.test(doc);
  if (isPublic && !marked) return violation(line, 'public-api', `public "${name}" is not marked @publicApi`);
  if (!isPublic && marked)
    return violation(line, 'public-api', `"${name}" is marked @publicApi but not exported`);
  if (!isPublic) return [];
  return membersOf(declaration)
    .filter(
      (member) =>
        member.doc === undefined && !(declaration.implementsContract && inheritable.has(member.name)),
    )
    .flatMap((member) =>
      violation(member.line, 'doc-comment', `public "${name}.${member.name}" has no doc comment`),
    );
}

/** Every declaration reachable from a surface file, as `path#name`, followed through re-exports. */
function publicNames(surface, exportsOf) {
  const found = [];
  const visit = (path, wanted) => {
    const { declarations = [], reExports = [] } = exportsOf.get(path) ?? {};
    if (declarations.some(({ name }) => name === wanted)) found.push(`${path}#${wanted}`);
    for (const { specifier, name, exported } of reExports) {
      if (exported !== wanted && name !== '*') continue;
      if (specifier.startsWith('.')) visit(fileOf(path, specifier), name === '*' ? wanted : name);
    }
  };
  const { declarations, reExports } = exportsOf.get(surface);
  for (const { name } of declarations) visit(surface, name);
  for (const { specifier, name, exported } of reExports) {
    if (name !== '*') visit(surface, exported);
    else for (const inner of allNames(fileOf(surface, specifier), exportsOf)) visit(surface, inner);
  }
  return found;
}

function allNames(path, exportsOf) {
  const { declarations = [], reExports = [] } = exportsOf.get(path) ?? {};
  return [
    ...declarations.map(({ name }) => name),
    ...reExports.flatMap(({ specifier, name, exported }) =>
      name === '*' ? allNames(fileOf(path, specifier), exportsOf) : [exported],
    ),
  ];
}

function fileOf(importer, specifier) {
  return posix.join(posix.dirname(importer), specifier).replace(/\.js$/, '.ts');
}

/** Members documented by some contract, and the hooks Nest documents: a class that implements them need not repeat it. */
function contractMembers(exportsOf) {
  const names = new Set([
    'onModuleInit',
    'onModuleDestroy',
    'onApplicationBootstrap',
    'beforeApplicationShutdown',
    'onApplicationShutdown',
  ]);
  for (const { declarations } of exportsOf.values()) {
    for (const declaration of declarations.filter(({ node }) => node.type === 'TSInterfaceDeclaration')) {
      for (const member of membersOf(declaration)) if (member.doc !== undefined) names.add(member.name);
    }
  }
  return names;
}
