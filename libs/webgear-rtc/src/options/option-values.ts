import * as v from 'valibot';
import { parseAnnouncedAddress } from './announced-address.js';
import { isUrl } from './describe-value.js';
import type { Value } from './option-schema.js';

/** What is wrong with a value, where more can be said than the rule of its option. */
export interface OptionFault {
  /** Where in the value: `[1, 'urls']`. The whole value when left out. */
  readonly at?: readonly (string | number)[];
  /** Completes "Option "x" …" in place of the rule's own words. */
  readonly rule: string;
  /** What passes there; what the rule says when left out. */
  readonly allowed?: string;
  /** What was found there; the whole value when left out. */
  readonly received?: unknown;
}

/** A rule in words: it completes "Option "x" …", and names the values that pass. */
export interface RuleWords {
  readonly rule: string;
  readonly allowed: string;
}

/**
 * A value that a function judges.
 *
 * @param faultOf says more of a value that does not pass; `undefined` where the rule says it all
 */
export function judged<T>(
  { rule, allowed }: RuleWords,
  accepts: (value: unknown) => boolean,
  faultOf: (value: unknown) => OptionFault | undefined = () => undefined,
): Value<T> {
  return v.pipe(
    v.custom<T>(() => true),
    v.rawCheck(({ dataset: { value }, addIssue }) => {
      if (accepts(value)) return;
      const fault = faultOf(value) ?? { rule };
      const path = (fault.at ?? []).map((key) => ({
        type: 'unknown' as const,
        origin: 'value' as const,
        key,
        input: value,
        value,
      }));
      const [first, ...rest] = path;
      addIssue({
        message: fault.rule,
        expected: fault.allowed ?? allowed,
        input: 'received' in fault ? fault.received : value,
        path: first && [first, ...rest],
      });
    }),
    v.metadata({ allowed }),
  );
}

/** `true` or `false`. */
export const flag: Value<boolean> = v.pipe(
  v.boolean('must be a boolean'),
  v.metadata({ allowed: 'true, false' }),
);

/** A string that is not empty. */
export const text: Value<string> = v.pipe(
  v.string('must be a string that is not empty'),
  v.check((value) => value.trim() !== '', 'must be a string that is not empty'),
  v.metadata({ allowed: 'any text' }),
);

/** One word of a list. */
export function oneOf<const Word extends string>(words: readonly Word[]): Value<Word> {
  return v.pipe(
    v.picklist(words, 'must be one of the names'),
    v.metadata({ allowed: words.map((word) => `'${word}'`).join(', ') }),
  );
}

/** A whole number within bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, unit = ''): Value<number> {
  const rule = 'must be a whole number';
  return v.pipe(v.number(rule), v.integer(rule), ...bounds(minimum, maximum, unit));
}

/** A number within bounds, both included. */
export function decimalNumber(minimum: number, maximum: number, unit = ''): Value<number> {
  return v.pipe(v.number('must be a number'), ...bounds(minimum, maximum, unit));
}

function bounds(minimum: number, maximum: number, unit: string) {
  return [
    v.minValue<number, number, string>(minimum, `must be at least ${minimum}`),
    v.maxValue<number, number, string>(maximum, `must be at most ${maximum}`),
    v.metadata<number, { allowed: string }>({ allowed: `${minimum} to ${maximum}${unit}` }),
  ] as const;
}

/** A list, each item of which has a rule of its own. */
export function listOf<T>({ rule, allowed }: RuleWords, item: v.GenericSchema<T>): Value<readonly T[]> {
  return v.pipe(v.array(item, rule), v.readonly(), v.metadata({ allowed }));
}

/** An object of settings whose names another schema knows. */
export function settingsObject<T extends object>(allowed = '{ name: value, … }'): Value<T> {
  return judged<T>({ rule: 'must be an object of settings', allowed }, isPlainObject);
}

/** Width and height. */
export function sizeOf(minimum: number, maximum: number): Value<readonly [width: number, height: number]> {
  return judged(
    {
      rule: 'must be a width and a height in pixels',
      allowed: `[width, height], each a whole number from ${minimum} to ${maximum}`,
    },
    (value) =>
      Array.isArray(value) &&
      value.length === 2 &&
      value.every((side) => v.is(wholeNumber(minimum, maximum), side)),
  );
}

/** Whether something is an object with fields, and no list, `URL` or `null`. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUrl(value);
}

/** Whether something is a string with more than spaces in it. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** An IP address or a host name, with a port or without. */
export const announcedAddress: Value<string> = v.custom<string>(
  (value) => typeof value === 'string' && parseAnnouncedAddress(value) !== undefined,
  'must be an IP address or a host name',
);
