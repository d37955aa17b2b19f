/**
 * @typedef {{ name: string, required: boolean, type: string, meaning: string, byDefault: string | undefined }} Option
 * @typedef {{ allowed: string, api?: readonly string[], flag?: { short?: string, value?: string } }} Facts what a schema says of an option
 * @typedef {{ default?: unknown, facts: Facts }} Setting
 * @typedef {Readonly<Record<string, Setting>>} Settings by the name of the option
 */

/** The groups of options on the page: where each is documented, and the schema that knows the rules. */
export const groups = [
  {
    heading: 'Of a stream',
    lead: 'They stand in the options themselves, or in each of the `streams`.',
    file: 'options/stream-options.interface.ts',
    interfaceName: 'StreamSettings',
    schema: 'stream',
  },
  {
    heading: 'Of what is kept of a stream',
    lead: 'They stand among those of a stream. The [guide](../guides/recording.md) shows what they do.',
    file: 'options/record-options.interface.ts',
    interfaceName: 'KeepSettings',
    schema: 'stream',
  },
  {
    heading: 'Of analysis',
    lead: 'It stands among those of a stream. The [guide](../guides/analyse-frames.md) shows what it does.',
    file: 'options/analysis-options.interface.ts',
    interfaceName: 'AnalysisSettings',
    schema: 'stream',
  },
  {
    heading: 'Of a recording',
    lead: 'They stand in `record: { … }`.',
    file: 'options/record-options.interface.ts',
    interfaceName: 'RecordOptions',
    schema: 'recording',
  },
  {
    heading: 'Of the analysis copy',
    lead: 'They stand in `analysis: { … }`. The [guide](../guides/analyse-frames.md) shows what they do.',
    file: 'options/analysis-options.interface.ts',
    interfaceName: 'AnalysisOptions',
    schema: 'analysis',
  },
  {
    heading: 'Of a registration',
    file: 'options/webgear-rtc-options.interface.ts',
    interfaceName: 'RegistrationSettings',
    schema: 'registration',
  },
  {
    heading: 'Beside a factory',
    lead:
      'Nest must know these before it creates the first provider: with `forRootAsync()` they stand beside `useFactory`, with\n' +
      '`forRoot()` among the options.',
    file: 'webgear-rtc.module-definition.ts',
    interfaceName: 'WebGearRtcModuleExtras',
  },
  {
    heading: 'Of a folder in `mounts`',
    file: 'options/webgear-rtc-options.interface.ts',
    interfaceName: 'StaticMount',
  },
  {
    heading: 'Of the stabiliser',
    lead: 'They stand in `stabilize: { … }`. The [guide](../guides/stabilise.md) shows what they do.',
    file: 'options/stabilize-options.interface.ts',
    interfaceName: 'StabilizeOptions',
    schema: 'stabilizer',
  },
  {
    heading: 'Of an overlay',
    lead: 'They stand in `overlay: { … }`, or in each of a list. The [guide](../guides/overlay-text.md) shows them.',
    file: 'options/overlay.interface.ts',
    interfaceName: 'Overlay',
    schema: 'overlay',
  },
  {
    heading: 'Of a rendition',
    lead: 'They stand in each entry of `renditions: [{ … }]`. The [guide](../guides/renditions.md) shows them.',
    file: 'options/renditions.interface.ts',
    interfaceName: 'RenditionOptions',
    schema: 'rendition',
  },
  {
    heading: 'Of images',
    lead: 'They stand in `mjpeg: { … }`.',
    file: 'options/mjpeg-options.interface.ts',
    interfaceName: 'MjpegOptions',
    schema: 'mjpeg',
  },
  {
    heading: 'Of the limits of viewers',
    lead: 'They stand in `viewerLimits: { … }`. The [guide](../guides/permissions-and-links.md) shows them.',
    file: 'options/access-options.interface.ts',
    interfaceName: 'ViewerLimits',
    schema: 'viewerLimits',
  },
  {
    heading: 'Of the source',
    lead: 'They stand in `sourceOptions: { … }`. The [guide](../guides/choose-a-source.md) shows whose they are.',
    file: 'options/source-options.interface.ts',
    interfaceName: 'SourceOptions',
    schema: 'tweaks',
  },
  {
    heading: 'Of a camera on Linux',
    lead: 'They stand in `sourceOptions: { … }` too.',
    file: 'options/camera-controls.interface.ts',
    interfaceName: 'CameraControls',
    schema: 'tweaks',
  },
];

const member =
  /^ {2}\/\*\*\n(?<doc>(?: {3}\*.*\n)+?) {3}\*\/\n {2}'?(?<name>[\w-]+)'?(?<optional>\?)?: (?<type>[^;]+);/gm;

/**
 * The fields of an interface, with what their comments say.
 *
 * @param {string} source text of a file with the interface, in the house's format
 * @returns {Option[]}
 */
export function readOptions(source, interfaceName) {
  const { start, end } = bodyOf(source, interfaceName);
  return [...source.slice(start, end).matchAll(member)].map(({ groups: found }) => {
    const doc = found.doc.replaceAll(/^ {3}\* ?/gm, '');
    const [meaning, byDefault] = doc.split(/^@default /m).map((text) => text.trim().replaceAll(/\s+/g, ' '));
    const type = found.type.replaceAll(/\s+/g, ' ').replaceAll('readonly ', '');
    return { name: found.name, required: found.optional === undefined, type, meaning, byDefault };
  });
}

/**
 * A file with the fixed defaults of a schema in the comments of an interface, where editors show them. Words behind the
 * value stay, and a default that is told in words alone.
 *
 * @param {string} source text of the file
 * @param {Settings} settings
 */
export function writeDefaults(source, interfaceName, settings) {
  const { start, end } = bodyOf(source, interfaceName);
  const body = source.slice(start, end).replaceAll(member, (text, ...rest) => {
    const { name } = rest.at(-1);
    const value = settings[name]?.default;
    return value === undefined
      ? text
      : text.replace(/(?<=^ {3}\* @default )(?:-?[\d_.]+|'[^']*'|true|false)/m, inCode(value));
  });
  return source.slice(0, start) + body + source.slice(end);
}

/** A default as the code of an application has it. */
export function inCode(value) {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'number' || value < 10_000) return String(value);
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, '_');
}

const opening = `# Options

What \`WebGearRtcModule.forRoot()\` and the factory of \`forRootAsync()\` take. A wrong value, or a name that is not here, stops
the start with an error that names the field, the rule and what is allowed.

<!-- Written from the sources by \`npm run docs:options\`; edit the comments and schemas there. -->
`;

/**
 * The page \`docs/reference/options.md\`.
 *
 * @param {(file: string) => string} read a file of the library
 * @param {Readonly<Record<string, Settings>>} schemas
 */
export function renderOptionsReference(read, schemas) {
  const sections = groups.flatMap(({ heading, lead, file, interfaceName, schema }) => [
    `## ${heading}\n`,
    ...(lead === undefined ? [] : [`${lead}\n`]),
    ...readOptions(read(file), interfaceName).map((option) =>
      section(option, schemas[schema]?.[option.name]),
    ),
  ]);
  return [opening, ...sections].join('\n');
}

/**
 * @param {Option} option
 * @param {Setting | undefined} setting
 */
function section({ name, required, type, meaning, byDefault }, setting) {
  const { allowed, api, flag } = setting?.facts ?? {};
  const facts = [
    `- type: \`${type}\``,
    allowed === undefined ? undefined : `- allowed: ${allowed}`,
    api === undefined ? undefined : `- only with \`api\`: ${api.map((name) => `'${name}'`).join(', ')}`,
    byDefault === undefined ? undefined : `- default: ${byDefault}`,
    flag === undefined ? undefined : `- flag: ${flagWords(name, flag)}`,
    required ? '- required' : undefined,
  ];
  return `### ${name}\n\n${meaning}\n\n${facts.filter((fact) => fact !== undefined).join('\n')}\n`;
}

function flagWords(name, { short, value }) {
  const long = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return `\`${value === undefined ? long : `${long} ${value}`}\`${short === undefined ? '' : `, \`${short}\``}`;
}

function bodyOf(source, interfaceName) {
  const start = source.indexOf(`export interface ${interfaceName} `);
  if (start < 0) throw new Error(`There is no interface ${interfaceName}`);
  return { start, end: source.indexOf('\n}', start) };
}
