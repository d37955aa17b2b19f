import { inspect } from 'node:util';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { nearestNames } from './nearest-names.js';
import type { OptionRule } from './option-rule.js';

const MAX_SHOWN_LENGTH = 80;

/**
 * Holds options against their rules. A field that is `undefined` counts as absent.
 *
 * @param parent what stands before the names of fields in messages, for example `streams.front.`
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID` for the first field that breaks a rule
 */
export function validateOptions(
  options: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, OptionRule>>,
  parent = '',
): void {
  for (const [field, value] of Object.entries(options)) {
    // `Object.hasOwn`, so that a field called `constructor` is not taken for one that has a rule.
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    if (rule === undefined) {
      throw new WebGearRtcError('WGR_OPTION_UNKNOWN', {
        field: parent + field,
        near: nearestNames(field, Object.keys(rules)),
      });
    }
    if (value !== undefined && !rule.accepts(value)) throw invalidOption(parent + field, rule, value);
  }
}

/** The error for a value that breaks its rule. */
export function invalidOption(
  field: string,
  { rule, allowed, isSecret = false }: Pick<OptionRule, 'rule' | 'allowed' | 'isSecret'>,
  value: unknown,
): WebGearRtcError<'WGR_OPTION_INVALID'> {
  return new WebGearRtcError('WGR_OPTION_INVALID', {
    field,
    rule,
    allowed,
    received: isSecret ? 'something else' : shown(value),
  });
}

function shown(value: unknown): string {
  const words = inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: MAX_SHOWN_LENGTH });
  return words.length > MAX_SHOWN_LENGTH ? `${words.slice(0, MAX_SHOWN_LENGTH)}…` : words;
}
