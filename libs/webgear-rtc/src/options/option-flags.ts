import type { FlagFacts, FlagGroupName, FlagReading } from './flag-facts.js';
import { factsOf, type Setting, type Settings } from './option-schema.js';
import { serverSchema } from './registration-schema.js';
import { sourceOptionsSchema } from './source-options-schema.js';
import { sourceSettings } from './source-settings.js';
import { videoSettings } from './stream-schema.js';

export type { FlagGroupName, FlagReading } from './flag-facts.js';

/** The flag of one option, for a command line around the module. */
export interface OptionFlag {
  /** Name of the option. */
  readonly name: string;
  /** Short form, `-s` or, as in VidGear, `-pt`. */
  readonly short?: string;
  /** Its value as the help shows it, `<port>`; absent for a flag that is on or off. */
  readonly value?: string;
  /** What it does, for the help. */
  readonly description: string;
  /** What holds without it, for the help. */
  readonly default?: string;
  /** What its text is read as. */
  readonly reads: FlagReading;
  /** The words it takes; absent where it takes others than words of a list. */
  readonly words?: readonly string[];
}

/** What the text of a flag is read as, by the type of the schema. */
const readings: Readonly<Record<string, FlagReading>> = {
  boolean: 'boolean',
  number: 'number',
  string: 'text',
  picklist: 'text',
  array: 'list',
};

/** The flags of all options that have one, by the heading of the help and in its order. */
export const optionFlags: Readonly<Record<FlagGroupName, readonly OptionFlag[]>> = flagsOf({
  source: sourceSettings,
  video: videoSettings,
  server: serverSchema.entries,
  program: {},
});

/** Names of the settings in `sourceOptions`. */
export const sourceOptionNames: ReadonlySet<string> = new Set(Object.keys(sourceOptionsSchema.entries));

/** Names of the options that hold settings with names like those of options. */
export const optionsWithSettings: ReadonlySet<string> = new Set(
  Object.entries({ ...sourceSettings, ...videoSettings })
    .filter(([name, entry]) => name !== 'sourceOptions' && factsOf(entry).of !== undefined)
    .map(([name]) => name),
);

function flagsOf(groups: Readonly<Record<FlagGroupName, Settings>>): Record<FlagGroupName, OptionFlag[]> {
  const flags: Record<FlagGroupName, OptionFlag[]> = { source: [], video: [], server: [], program: [] };
  for (const [group, settings] of Object.entries(groups)) {
    for (const [name, entry] of Object.entries(settings)) {
      const { flag } = factsOf(entry);
      if (flag !== undefined) flags[flag.group ?? (group as FlagGroupName)].push(toFlag(name, entry, flag));
    }
  }
  return flags;
}

function toFlag(
  name: string,
  entry: Setting,
  { short, value, help, reads, ...facts }: FlagFacts,
): OptionFlag {
  const byDefault = facts.otherwise ?? defaultInWords(entry.default, facts.note, value === undefined);
  const words = 'options' in entry.wrapped ? (entry.wrapped.options as readonly string[]) : undefined;
  return {
    name,
    ...(short !== undefined && { short }),
    ...(value !== undefined && { value }),
    description: help,
    ...(byDefault !== undefined && { default: byDefault }),
    reads: reads ?? readingOf(entry),
    ...(words !== undefined && { words }),
  };
}

/** A flag that is off unless it is stated needs no words about it. */
function defaultInWords(value: unknown, note: string | undefined, isSwitch: boolean): string | undefined {
  if (value === undefined || (isSwitch && value === false)) return undefined;
  const words = Array.isArray(value) && value.length === 0 ? 'none' : String(value);
  return note === undefined ? words : `${words}, ${note}`;
}

/** What the schema takes; a schema whose values are judged by a function has its flag say it. */
function readingOf({ wrapped }: Setting): FlagReading {
  const reading = readings[wrapped.type];
  if (reading === undefined) throw new TypeError(`No flag can be read as ${wrapped.type}`);
  return reading;
}
