import * as v from 'valibot';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { describeValue } from './describe-value.js';
import {
  allowedBy,
  factsOf,
  type Parsed,
  type Settings,
  type SettingsSchema,
  type Value,
} from './option-schema.js';
import type { RuleWords } from './option-values.js';
import { redactText } from './redact-text.js';

/**
 * Checks the options of a group and fills in the defaults. A field that is `undefined` counts as absent.
 *
 * @param parent what stands before the names of fields in messages, for example `streams.front.`
 * @param placeOf where a field belongs that is known, but not here; completes "It stands …"
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID` for the first field that breaks a rule
 */
export function parseOptions<Entries extends Settings>(
  schema: SettingsSchema<Entries>,
  stated: object,
  parent = '',
  placeOf: (field: string) => string | undefined = () => undefined,
): Parsed<Entries> {
  const { issues, output } = v.safeParse(schema as SettingsSchema, { ...stated });
  if (issues === undefined) return output as Parsed<Entries>;
  // The schema reports in its own order; users mend their object from top to bottom.
  const order = Object.keys(stated);
  const issue = issues.reduce((first, other) =>
    order.indexOf(fieldOf(other)) < order.indexOf(fieldOf(first)) ? other : first,
  );
  const field = fieldOf(issue);
  const entry = Object.hasOwn(schema.entries, field) ? schema.entries[field] : undefined;
  if (entry === undefined) throw unknownOption(field, Object.keys(schema.entries), parent, placeOf(field));
  throw refusal(issue, (issue.path ?? []).slice(1), parent + field, factsOf(entry).allowed);
}

/**
 * Checks the value of one option.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`
 */
export function assertValue<T>(schema: Value<T>, stated: unknown, field: string): asserts stated is T {
  const [issue] = v.safeParse(schema, stated).issues ?? [];
  if (issue !== undefined) throw refusal(issue, issue.path ?? [], field, allowedBy(schema));
}

function refusal(
  { type, message, expected, input }: v.BaseIssue<unknown>,
  path: readonly { readonly key: unknown }[],
  field: string,
  allowed: string,
): WebGearRtcError<'WGR_OPTION_INVALID'> {
  const place = path.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return invalidOption(
    field + place,
    // A rule of our own says itself what passes; the words that the library finds for its own are not for users.
    { rule: message, allowed: type === 'raw_check' ? (expected ?? allowed) : allowed },
    input,
  );
}

/** Names of options that are stated, of those that a schema knows. */
export function knownOptions<T extends object>(schema: SettingsSchema, stated: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(stated).filter(([name]) => Object.hasOwn(schema.entries, name)),
  ) as Partial<T>;
}

/**
 * The error for a value that breaks its rule. Secrets in the value are not in it.
 */
export function invalidOption(
  field: string,
  { rule, allowed }: RuleWords,
  value: unknown,
): WebGearRtcError<'WGR_OPTION_INVALID'> {
  return new WebGearRtcError('WGR_OPTION_INVALID', {
    field: redactText(field),
    rule,
    allowed,
    received: describeValue(value, field.replace(/^.*\./s, '')),
  });
}

function unknownOption(
  field: string,
  names: readonly string[],
  parent: string,
  place: string | undefined,
): WebGearRtcError<'WGR_OPTION_UNKNOWN'> {
  return new WebGearRtcError('WGR_OPTION_UNKNOWN', {
    field: redactText(parent + field),
    near: place === undefined ? nearestNames(field, names) : [],
    ...(place !== undefined && { place }),
  });
}

function fieldOf({ path }: v.BaseIssue<unknown>): string {
  return String(path?.[0]?.key);
}

/** The names a mistyped one may have meant, nearest first, three at most. */
function nearestNames(typed: string, known: readonly string[]): string[] {
  const wanted = fold(typed);
  const tolerance = Math.max(2, Math.floor(wanted.length / 3));
  return known
    .map((name) => ({ name, distance: editDistance(wanted, fold(name)) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `frame_size_reduction`, as Python spells it, is the same name as `frameSizeReduction`. */
function fold(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
