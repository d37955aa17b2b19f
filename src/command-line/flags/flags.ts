import { optionFlags, type OptionFlag } from 'nestjs-webgear-rtc/flags';

/** One flag of the command line, and the key of the same name in a config file. */
export type Flag = OptionFlag;

/** Flags that belong together in the help. */
export interface FlagGroup {
  /** Their heading. */
  readonly heading: string;
  /** The flags, in the order of the help. */
  readonly flags: readonly Flag[];
}

/** What holds where the program is told nothing; everything else has the default of the library. */
export const programDefaults = { port: 8000, ipaddress: '0.0.0.0', source: 'test:' } as const;

const notes: Readonly<Record<keyof typeof programDefaults, string>> = {
  port: '',
  ipaddress: ', all of them',
  source: ', a built-in test pattern',
};

const serverFlags: readonly Flag[] = [
  {
    name: 'ipaddress',
    short: '-ip',
    value: '<address>',
    description: 'address the page is served on; 127.0.0.1 for this machine only',
    reads: 'text',
  },
  {
    name: 'port',
    short: '-pt',
    value: '<port>',
    description: 'TCP port of the page, 0 for any free one',
    reads: 'port',
  },
];

const overlayClock: Flag = {
  name: 'overlayClock',
  description: 'draw date and time onto the frames, after the text if there is one',
  reads: 'boolean',
};

/** What concerns the program itself. */
const programFlags: readonly Flag[] = [
  {
    name: 'config',
    value: '<file>',
    description: 'read settings from a YAML or JSON file; flags win over it',
    reads: 'text',
  },
  {
    name: 'options',
    short: '-op',
    value: '<map>',
    description:
      'settings as YAML or JSON text, for example \'{"maxPeers": 5}\'; flags win over it, it over --config',
    reads: 'text',
  },
  ...optionFlags.program,
  {
    name: 'qr',
    description: 'print the address for phones as a QR code',
    default: 'on a terminal',
    reads: 'boolean',
  },
  { name: 'help', short: '-h', description: 'print this help', reads: 'boolean' },
  { name: 'version', short: '-V', description: 'print the version', reads: 'boolean' },
];

/** Settings that make no sense in a file: they name the file, or ask for something else than a server. */
export const commandLineOnly: ReadonlySet<string> = new Set(['config', 'help', 'version']);

/** Every group of flags, in the order of the help. */
export const flagGroups: readonly FlagGroup[] = [
  { heading: 'Source', flags: [...optionFlags.source, overlayClock] },
  { heading: 'Video and viewers', flags: optionFlags.video },
  { heading: 'Server and page', flags: [...serverFlags, ...optionFlags.server] },
  { heading: 'Program', flags: programFlags },
].map(({ heading, flags }) => ({ heading, flags: flags.map(withProgramDefault) }));

/** Every flag there is. */
export const flags: readonly Flag[] = flagGroups.flatMap((group) => group.flags);

function withProgramDefault(flag: Flag): Flag {
  if (!isProgramDefault(flag.name)) return flag;
  return { ...flag, default: `${programDefaults[flag.name]}${notes[flag.name]}` };
}

function isProgramDefault(name: string): name is keyof typeof programDefaults {
  return Object.hasOwn(programDefaults, name);
}
