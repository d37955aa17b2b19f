import * as v from 'valibot';
import type { Backend } from './backend.js';
import type { FlagFacts } from './flag-facts.js';

/** What a schema says of an option besides its type and its default. */
export interface OptionFacts {
  /** The values that pass, in words. */
  readonly allowed: string;
  /** Absent for an option that no flag sets. */
  readonly flag?: FlagFacts;
  /** Whose option it is, where the others do not know it. */
  readonly api?: readonly Backend[];
  /** The options below it. */
  readonly of?: Settings;
}

/** The value of an option: what passes is not changed, so that input and output have one type. */
export type Value<T = unknown> = v.GenericSchema<T>;

/** An option: the schema of its value, and its default. */
export type Setting<T = unknown, Default extends T | undefined = T | undefined> = v.OptionalSchema<
  Value<T>,
  Default
>;

/** Options by their names. */
export type Settings = Readonly<Record<string, Setting>>;

/** The schema of a group of options. */
export type SettingsSchema<Entries extends Settings = Settings> = v.StrictObjectSchema<Entries, undefined>;

type ValueOf<Entry> = Entry extends Setting<infer T, infer _Default> ? T : never;

/** Options that passed: defaults are filled in, and `undefined` remains where there is none. */
export type Parsed<Entries> = {
  readonly [Name in keyof Entries]: Entries[Name] extends { readonly default: infer Default }
    ? ValueOf<Entries[Name]> | (undefined extends Default ? undefined : never)
    : never;
};

/** The fixed defaults of a group. */
export type DefaultsOf<Entries> = {
  readonly [
    Name in keyof Entries as Entries[Name] extends { readonly default: undefined } ? never : Name
  ]: ValueOf<Entries[Name]>;
};

type More = Partial<Pick<OptionFacts, 'flag' | 'api' | 'of'>>;

/** An option without a fixed default. */
export function setting<T>(value: Value<T>, more?: More): Setting<T, undefined>;
/** An option with a default. */
export function setting<T>(value: Value<T>, more: More & { readonly default: NoInfer<T> }): Setting<T, T>;
export function setting<T>(
  value: Value<T>,
  { default: byDefault, ...more }: More & { readonly default?: T } = {},
): Setting<T> {
  return v.optional(v.pipe(value, v.metadata({ ...more })), byDefault) as unknown as Setting<T>;
}

/** The values that pass, in words. */
export function allowedBy(value: Value): string {
  return String(v.getMetadata(value)['allowed']);
}

/** What a schema says of an option. */
export function factsOf(entry: Setting): OptionFacts {
  return v.getMetadata(entry.wrapped) as unknown as OptionFacts;
}

/** Compiles only where the interface and the schema have the same names, and the same types under each name. */
type Agreeing<Stated, Entries> = {
  readonly [Name in keyof Entries]: Name extends keyof Stated
    ? [Exclude<Stated[Name], undefined>, ValueOf<Entries[Name]>] extends [
        ValueOf<Entries[Name]>,
        Exclude<Stated[Name], undefined>,
      ]
      ? Entries[Name]
      : { readonly 'the interface says': Exclude<Stated[Name], undefined> }
    : { readonly 'the interface has no': Name };
};

/**
 * Makes the schema of a group whose options are documented by the interface `Stated`. The compiler refuses an option that
 * one of the two has not, or has with another type.
 */
export function schemaOf<Stated>() {
  return <Entries extends Settings & { readonly [Name in keyof Stated]-?: Setting }>(
    entries: Entries & Agreeing<Stated, Entries>,
  ): SettingsSchema<Entries> => v.strictObject<Entries>(entries);
}

/** The fixed defaults of a group, frozen. */
export function defaultsOf<Entries extends Settings>(schema: SettingsSchema<Entries>): DefaultsOf<Entries> {
  const defaults = Object.entries(schema.entries)
    .map(([name, entry]): [string, unknown] => [name, entry.default])
    .filter(([, value]) => value !== undefined);
  return Object.freeze(Object.fromEntries(defaults)) as DefaultsOf<Entries>;
}
