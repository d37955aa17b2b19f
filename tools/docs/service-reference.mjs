/**
 * @typedef {{ name: string, signature: string, meaning: string, params: readonly string[], throws: string | undefined, deprecated: string | undefined }} Member
 */

/** The classes on the page, each with the sentence that says how an application gets one. */
const classes = [
  {
    name: 'WebGearRtcService',
    file: 'webgear-rtc.service.ts',
    lead: 'Nest injects it: `constructor(private readonly video: WebGearRtcService) {}`. Of several registrations, `@InjectWebGearRtc(name)` chooses one.',
  },
  {
    name: 'StreamHandle',
    file: 'streams/stream-handle.ts',
    lead: "One stream: `video.stream('front')`, or what `addStream()` resolves with.",
  },
];

const member =
  /^ {2}\/\*\*\n?(?<doc>(?:(?!\*\/)[^])*)\*\/\n {2}(?<signature>(?!constructor)(?:async )?(?:get )?[\w$]+(?:\([^]*?\))?: [^{;]+?)(?: \{|;)$/gm;

/**
 * The public members of a class, with what their comments say.
 *
 * @param {string} source text of the file with the class, in the house's format
 * @returns {Member[]}
 */
export function readMembers(source) {
  return [...source.matchAll(member)]
    .filter(({ groups: { doc } }) => !/@internal/.test(doc))
    .map(({ groups: { doc, signature } }) => {
      const [text, ...tags] = doc
        .replaceAll(/^ *\* ?/gm, '')
        .trim()
        .split(/^(?=@)/m)
        .map((part) => part.trim().replaceAll(/\s+/g, ' '));
      const tagged = (name) =>
        tags.filter((tag) => tag.startsWith(`@${name} `)).map((tag) => tag.slice(name.length + 2));
      const plain = signature
        .replaceAll(/\s+/g, ' ')
        .replace(/^async /, '')
        .replace(/^get ([\w$]+)\(\)/, '$1')
        .replaceAll(/\( | \)|, \)/g, (bracket) => (bracket.startsWith('(') ? '(' : ')'));
      return {
        name: /^[\w$]+/.exec(plain)[0],
        signature: plain,
        meaning: text.replaceAll(/\{@link ([\w$.]+)\}/g, '`$1`'),
        params: [...tagged('param'), ...tagged('returns').map((returned) => `returns ${returned}`)],
        throws: tagged('throws')[0]?.replace('WebGearRtcError ', ''),
        deprecated: tagged('deprecated')[0],
      };
    });
}

const opening = `# The service

What an application does with a registration while it runs. Names of streams are those of the option \`streams\`; the stream of a
registration that names none is called \`default\`. Every error is a \`WebGearRtcError\`, whose codes [Errors](errors.md) explains.

<!-- Written from the sources by \`npm run docs:options\`; edit the comments there. -->
`;

/**
 * The page \`docs/reference/service.md\`.
 *
 * @param {(file: string) => string} read a file of the library
 */
export function renderServiceReference(read) {
  const sections = classes.flatMap(({ name, file, lead }) => {
    const members = readMembers(read(file));
    const current = members.filter(({ deprecated }) => deprecated === undefined);
    const old = members.filter(({ deprecated }) => deprecated !== undefined);
    return [
      `\n## ${name}\n\n${lead}\n`,
      ...current.map(section),
      ...(old.length === 0
        ? []
        : [
            `\n### Deprecated\n\n`,
            ...old.map(({ signature, deprecated }) => `- \`${signature}\`: use ${deprecated}\n`),
          ]),
    ];
  });
  return opening + sections.join('');
}

function section({ signature, meaning, params, throws }) {
  const lines = [
    `\n### \`${signature}\`\n`,
    meaning,
    ...params.map(
      (param) =>
        `- ${param.replace(/^(\w+) /, (_all, name) => (name === 'returns' ? 'Returns ' : `\`${name}\`: `))}`,
    ),
    ...(throws === undefined ? [] : [`Throws ${throws}.`]),
  ];
  return `${lines.map((line, index) => (index > 1 ? `\n${line}` : line)).join('\n')}\n`;
}
