/**
 * @typedef {{ name: string, signature: string, meaning: string, byDefault: string | undefined, isOld: boolean }} Entry
 * @typedef {{ read: (file: string) => string, files: readonly string[] }} Sources of the player: a file, and the paths of all
 */

const members =
  /^ {2}\/\*\*(?<doc>(?:(?!\*\/)[^])*)\*\/\n {2}(?<signature>\S[^\n]*(?:\n(?: {4}| {2}[})\]>])[^\n]*)*);$/gm;
const interfaceFile = 'webgear-player.interface.ts';
const stylingFile = 'webgear-player.styling.interface.ts';

/** Parts of the page that are written from the sources, by the name in their markers. */
const regions = {
  attributes: (sources) =>
    table(
      ['attribute', 'default', 'meaning'],
      entriesOf(sources.read(interfaceFile), 'WebGearPlayerAttributes').map(
        ({ name, byDefault, meaning }) => [
          code(name),
          byDefault === undefined ? '' : code(byDefault),
          meaning,
        ],
      ),
    ),
  properties: (sources) =>
    table(
      ['property', 'type', '', 'meaning'],
      playerEntries(sources)
        .filter(({ signature }) => !signature.includes('('))
        .map(({ name, signature, meaning }) => [
          code(name),
          typeOf(signature),
          signature.startsWith('readonly ') ? 'read-only' : '',
          meaning,
        ]),
    ),
  methods: (sources) =>
    table(
      ['method', 'resolves to', 'does'],
      playerEntries(sources)
        .filter(({ signature }) => signature.includes('('))
        .map(({ name, signature, meaning }) => [
          code(`${name}(${/\((.*)\):/.exec(signature)?.[1] ?? ''})`),
          code(/: Promise<(.*)>$/.exec(signature)?.[1] ?? ''),
          meaning,
        ]),
    ),
  events: (sources) =>
    table(
      ['event', '`detail`', 'when'],
      entriesOf(sources.read(interfaceFile), 'WebGearPlayerEventMap')
        .filter(({ isOld }) => !isOld)
        .map(({ name, signature, meaning }) => [code(name), code(detailOf(signature)), meaning]),
    ),
  statistics: (sources) =>
    ['PlayerStats', 'PlayerAudioStats'].map((name) => figures(sources, name)).join('\n\n'),
  parts: (sources) =>
    table(
      ['part', 'element', 'what it is'],
      entriesOf(sources.read(stylingFile), 'WebGearPlayerParts').map(({ name, signature, meaning }) => [
        code(name),
        typeOf(signature),
        meaning,
      ]),
    ),
  variables: (sources) => {
    const defaults = variableDefaults(sources);
    return table(
      ['variable', 'default', 'sets'],
      entriesOf(sources.read(stylingFile), 'WebGearPlayerVariables').map(({ name, meaning }) => [
        code(name),
        code(defaults.get(name) ?? ''),
        meaning,
      ]),
    );
  },
  keys: (sources) => table(['key', 'does'], tagsOf(sources, 'key')),
  gestures: (sources) => table(['gesture', 'does'], tagsOf(sources, 'gesture')),
};

/** Names of the regions. */
export const regionNames = Object.keys(regions);

/**
 * The page with its regions written again.
 *
 * @param {string} page
 * @param {Sources} sources
 */
export function renderPlayerReference(page, sources) {
  return page.replaceAll(
    /(<!-- from the sources: (\w+) -->\n)[^]*?(\n<!-- end -->)/g,
    (whole, opening, name, closing) =>
      Object.hasOwn(regions, name) ? `${opening}\n${regions[name](sources)}\n${closing}` : whole,
  );
}

/** Parts that the shadow tree has, as its sources create them. */
export function createdParts({ read, files }) {
  const found = files.flatMap((file) => [...read(file).matchAll(/\bpart: '([\w -]+)'/g)]);
  return new Set(found.flatMap(([, parts]) => parts.split(' ')));
}

/** Variables that the styles read, with their defaults. */
export function variableDefaults({ read, files }) {
  const styles = files.filter((file) => file.endsWith('-styles.ts')).map(read);
  const found = styles.flatMap((text) => [
    ...text.matchAll(/var\((--webgear-[\w-]+), (?:var\(--webgear-[\w-]+, )?((?:[^()]|\([^()]*\))+)\)/g),
  ]);
  return new Map(found.map(([, name, value]) => [name, value]).toReversed());
}

/** Keys that have an action, as `KeyboardEvent.key` has them. */
export function handledKeys({ read, files }) {
  const [keyboard = ''] = files.filter((file) => file.endsWith('/keyboard.ts')).map(read);
  return [...keyboard.matchAll(/^ {4}(?:'(.)'|(\w+)): \(\) =>/gm)].map(
    ([, quoted, plain]) => quoted ?? plain,
  );
}

/**
 * The documented members of an interface.
 *
 * @returns {Entry[]}
 */
export function entriesOf(source, interfaceName) {
  const [, body = ''] =
    new RegExp(`^export interface ${interfaceName}\\b[^{]*{\\n([^]*?)^}`, 'm').exec(source) ?? [];
  return [...body.matchAll(members)].map(({ groups: { doc, signature } }) => {
    const parts = doc
      .replaceAll(/^ *\* ?/gm, '')
      .trim()
      .split(/^(?=@)/m)
      .map(oneLine);
    const tags = parts.filter((part) => part.startsWith('@'));
    const text = parts.find((part) => !part.startsWith('@')) ?? '';
    const tagged = (name) => tags.find((tag) => tag.startsWith(`@${name}`))?.slice(name.length + 2);
    const thrown = tagged('throws')?.replace(/^(\w+) (`\w+`)/, 'rejects with $2');
    return {
      name: /^(?:readonly |get )?'?([\w-]+)/.exec(signature)[1],
      signature: oneLine(signature),
      meaning: sentence(thrown === undefined ? text : `${text.replace(/\.$/, '')}; ${thrown}.`),
      byDefault: tagged('defaultValue'),
      isOld: tagged('deprecated') !== undefined,
    };
  });
}

function playerEntries({ read }) {
  return entriesOf(read(interfaceFile), 'WebGearPlayer').map((entry) => ({
    ...entry,
    signature: entry.signature.replace(/^get (\w+)\(\)/, '$1'),
  }));
}

function figures({ read }, name) {
  const entries = entriesOf(read(interfaceFile), name);
  return `\`${name}\`:\n\n${table(
    ['figure', 'meaning'],
    entries.map((entry) => [code(entry.name), entry.meaning]),
  )}`;
}

function tagsOf({ read, files }, tag) {
  return files
    .filter((file) => !file.endsWith('.spec.ts'))
    .flatMap((file) => [...read(file).matchAll(new RegExp(`^ *\\* @${tag} (.+?): (.+)$`, 'gm'))])
    .map(([, what, does]) => [what, does]);
}

function typeOf(signature) {
  const type = signature.slice(signature.indexOf(': ') + 2).replaceAll('readonly ', '');
  return type.split(' | ').map(code).join(' \\| ');
}

function detailOf(signature) {
  const fields = [...signature.matchAll(/readonly (\w+):/g)].map(([, name]) => name);
  return fields.length === 0 ? '' : `{ ${fields.join(', ')} }`;
}

/** As Prettier aligns it, so that the page stays as it is when it is formatted. */
function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(3, ...[head, ...rows].map((row) => width(row[column] ?? ''))),
  );
  const line = (cells) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat(widths[column] - width(cell))).join(' | ')} |`;
  return [head, widths.map((size) => '-'.repeat(size)), ...rows].map(line).join('\n');
}

const width = (text) => [...text].length;
const code = (text) => (text === '' ? '' : `\`${text}\``);
const oneLine = (text) => text.trim().replaceAll(/\s+/g, ' ');

/** As a cell of a table: without the full stop of a single sentence, and with a small first letter. */
function sentence(text) {
  const plain = text.replaceAll(/\{@link ([\w$.]+)\}/g, '`$1`');
  const isSingle = /^[^.]*\.$/.test(plain);
  const start = /^[A-Z][a-z ]/.test(plain) ? plain[0].toLowerCase() + plain.slice(1) : plain;
  return isSingle ? start.slice(0, -1) : start.replace(/\.$/, '');
}
