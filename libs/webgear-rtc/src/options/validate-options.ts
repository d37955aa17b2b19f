import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { describeValue } from './describe-value.js';
import { nearestNames } from './nearest-names.js';
import type { OptionRule } from './option-rule.js';
import { redactText } from './redact-text.js';

/**
 * Holds options against their rules. A field that is `undefined` counts as absent.
 *
 * @param parent what stands before the names of fields in messages, for example `streams.front.`
 * @param placeOf where a field belongs that is known, but not here; completes "It stands …"
 * @throws WebGearRtcError `WGR_OPTION_UNKNOWN` or `WGR_OPTION_INVALID` for the first field that breaks a rule
 */
export function validateOptions(
  options: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, OptionRule>>,
  parent = '',
  placeOf: (field: string) => string | undefined = () => undefined,
): void {
  for (const [field, value] of Object.entries(options)) {
    // `Object.hasOwn`, so that a field called `constructor` is not taken for one that has a rule.
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    if (rule === undefined) {
      const place = placeOf(field);
      throw new WebGearRtcError('WGR_OPTION_UNKNOWN', {
        field: redactText(parent + field),
        near: place === undefined ? nearestNames(field, Object.keys(rules)) : [],
        ...(place !== undefined && { place }),
      });
    }
    if (value !== undefined && !rule.accepts(value)) throw invalidOption(parent + field, rule, value);
  }
}

/** The error for a value that breaks its rule. Secrets in the value are not in it. */
export function invalidOption(
  field: string,
  { rule, allowed, faultOf }: Pick<OptionRule, 'rule' | 'allowed' | 'faultOf'>,
  value: unknown,
): WebGearRtcError<'WGR_OPTION_INVALID'> {
  const fault = faultOf?.(value);
  const place = field + (fault?.at ?? '');
  const received = fault !== undefined && 'received' in fault ? fault.received : value;
  return new WebGearRtcError('WGR_OPTION_INVALID', {
    field: redactText(place),
    rule: fault?.rule ?? rule,
    allowed: fault?.allowed ?? allowed,
    received: describeValue(received, place.replace(/^.*\./s, '')),
  });
}
