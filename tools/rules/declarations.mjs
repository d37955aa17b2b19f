/**
 * @typedef {{ name: string, line: number, doc: string | undefined, node: object, file: object,
 *   implementsContract: boolean }} Declaration
 * @typedef {{ specifier: string, name: string, exported: string }} ReExport `name` is `*` for `export * from`.
 */

/** What a module exports: its own declarations and what it passes on from other modules. */
export function declarationsOf(file) {
  const local = new Map();
  const exportedLater = [];
  const declarations = [];
  const reExports = [];
  for (const statement of file.program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      reExports.push({ specifier: statement.source.value, name: '*', exported: '*' });
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      for (const { local: from, exported } of statement.specifiers) {
        reExports.push({ specifier: statement.source.value, name: from.name, exported: exported.name });
      }
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      declarations.push(...describe(file, statement.declaration, statement.start));
    } else if (statement.type === 'ExportNamedDeclaration') {
      exportedLater.push(...statement.specifiers.map(({ local: from }) => from.name));
    } else {
      for (const declaration of describe(file, statement, statement.start))
        local.set(declaration.name, declaration);
    }
  }
  const later = exportedLater
    .map((name) => local.get(name))
    .filter((declaration) => declaration !== undefined);
  return { declarations: firstOfEach([...declarations, ...later]), reExports };
}

/** The members of an interface, an object type or a class that its users see. */
export function membersOf({ node, file }) {
  const members =
    node.body?.body ?? (node.typeAnnotation?.type === 'TSTypeLiteral' ? node.typeAnnotation.members : []);
  const visible = members.filter(
    (member) =>
      member.key?.type === 'Identifier' &&
      !member.computed &&
      !member.override &&
      member.kind !== 'constructor' &&
      member.accessibility !== 'private' &&
      member.accessibility !== 'protected',
  );
  return firstOfEach(visible.map((member) => at(file, member.key.name, member, member.start)));
}

const declaring = new Set([
  'ClassDeclaration',
  'FunctionDeclaration',
  'TSDeclareFunction',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSEnumDeclaration',
]);

function describe(file, node, start) {
  if (declaring.has(node.type)) {
    return [
      { ...at(file, node.id.name, node, start), implementsContract: (node.implements ?? []).length > 0 },
    ];
  }
  if (node.type !== 'VariableDeclaration') return [];
  return node.declarations
    .filter(({ id }) => id.type === 'Identifier')
    .map(({ id }) => ({ ...at(file, id.name, node, start), implementsContract: false }));
}

/** An overloaded function or a getter with its setter is documented once, on the first. */
function firstOfEach(declarations) {
  const seen = new Set();
  return declarations.filter(({ name }) => !seen.has(name) && seen.add(name));
}

function at(file, name, node, start) {
  const first = Math.min(start, ...(node.decorators ?? []).map((decorator) => decorator.start));
  return { name, node, file, line: file.lineAt(start), doc: docBefore(file, first) };
}

function docBefore(file, offset) {
  const comment = file.comments.findLast(({ end }) => end <= offset);
  if (comment === undefined || comment.type !== 'Block' || !comment.value.startsWith('*')) return undefined;
  const between = file.text.slice(comment.end, offset).trim();
  return between === '' ? comment.value : undefined;
}
