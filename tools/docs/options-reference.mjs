/**
 * @typedef {{ name: string, required: boolean, type: string, meaning: string, byDefault: string | undefined }} Option
 * @typedef {{ stream: string, registration: string, extras: string, mount: string, stabilizer: string, overlay: string, mjpeg: string, tweaks: string, cameraControls: string }} InterfaceSources TypeScript text of
 *   the files that declare the options
 * @typedef {Readonly<Record<string, { readonly allowed: string }>>} OptionRules
 * @typedef {Readonly<Record<'options' | 'stabilizer' | 'overlay' | 'mjpeg' | 'tweaks', OptionRules>>} RuleSets
 */

const member =
  /^ {2}\/\*\*\n(?<doc>(?: {3}\*.*\n)+?) {3}\*\/\n {2}'?(?<name>[\w-]+)'?(?<optional>\?)?: (?<type>[^;]+);/gm;

/**
 * The fields of an interface, with what their comments say.
 *
 * @param {string} source text of a file with one interface, in the house's format
 * @returns {Option[]}
 */
export function readOptions(source, interfaceName) {
  const start = source.indexOf(`export interface ${interfaceName} `);
  const body = source.slice(start, source.indexOf('\n}', start));
  return [...body.matchAll(member)].map(({ groups }) => {
    const doc = groups.doc.replaceAll(/^ {3}\* ?/gm, '');
    const [meaning, byDefault] = doc.split(/^@default /m).map((text) => text.trim().replaceAll(/\s+/g, ' '));
    const type = groups.type.replaceAll(/\s+/g, ' ').replaceAll('readonly ', '');
    return { name: groups.name, required: groups.optional === undefined, type, meaning, byDefault };
  });
}

/**
 * The tweaks of a source, with those that are declared in a file of their own.
 *
 * @param {InterfaceSources} sources
 */
export function readTweaks({ tweaks, cameraControls }) {
  const all = readOptions(tweaks, 'SourceOptions');
  const others = all.findIndex(({ name }) => !name.startsWith('CAP_PROP_'));
  return [...all.slice(0, others), ...readOptions(cameraControls, 'CameraControls'), ...all.slice(others)];
}

const opening = `# Options

What \`WebGearRtcModule.forRoot()\` and the factory of \`forRootAsync()\` take. A wrong value, or a name that is not here, stops
the start with an error that names the field, the rule and what is allowed.

<!-- Written from the sources by \`npm run docs:options\`; edit the comments there. -->
`;

/**
 * The page \`docs/reference/options.md\`.
 *
 * @param {InterfaceSources} sources
 * @param {RuleSets} rules
 */
export function renderOptionsReference(sources, rules) {
  const stream = readOptions(sources.stream, 'StreamSettings');
  const registration = readOptions(sources.registration, 'RegistrationSettings');
  const extras = readOptions(sources.extras, 'WebGearRtcModuleExtras');
  const mount = readOptions(sources.mount, 'StaticMount');
  const stabilizer = readOptions(sources.stabilizer, 'StabilizeOptions');
  const overlay = readOptions(sources.overlay, 'Overlay');
  const mjpeg = readOptions(sources.mjpeg, 'MjpegOptions');
  const tweaks = readTweaks(sources);
  return [
    opening,
    '## Of a stream\n',
    'They stand in the options themselves, or in each of the `streams`.\n',
    ...stream.map((option) => section(option, rules.options)),
    '## Of a registration\n',
    ...registration.map((option) => section(option, rules.options)),
    '## Beside a factory\n',
    'Nest must know these before it creates the first provider: with `forRootAsync()` they stand beside `useFactory`, with',
    '`forRoot()` among the options.\n',
    ...extras.map((option) => section(option, {})),
    '## Of a folder in `mounts`\n',
    ...mount.map((option) => section(option, {})),
    '## Of the stabiliser\n',
    'They stand in `stabilize: { … }`. The [guide](../guides/stabilise.md) shows what they do.\n',
    ...stabilizer.map((option) => section(option, rules.stabilizer)),
    '## Of an overlay\n',
    'Fields of `overlay: { … }`, or of each entry of a list; see the [guide](../guides/overlay-text.md).\n',
    ...overlay.map((option) => section(option, rules.overlay)),
    '## Of images\n',
    'They stand in `mjpeg: { … }`.\n',
    ...mjpeg.map((option) => section(option, rules.mjpeg)),
    '## Of the source\n',
    'They stand in `sourceOptions: { … }`. The [guide](../guides/choose-a-source.md) shows whose they are.\n',
    ...tweaks.map((option) => section(option, rules.tweaks)),
  ].join('\n');
}

function section({ name, required, type, meaning, byDefault }, rules) {
  const facts = [
    `- type: \`${type}\``,
    rules[name] === undefined ? undefined : `- allowed: ${rules[name].allowed}`,
    byDefault === undefined ? undefined : `- default: ${byDefault}`,
    required ? '- required' : undefined,
  ];
  return `### ${name}\n\n${meaning}\n\n${facts.filter((fact) => fact !== undefined).join('\n')}\n`;
}
