import { schemaOf, setting } from './option-schema.js';
import { isPlainObject, isText, judged, oneOf, text, wholeNumber } from './option-values.js';
import type { RecordOptions, RecordSettings } from './record-options.interface.js';
import { invalidOption, parseOptions } from './validate-options.js';

/** Where to record to, or how. */
export const recordValue = judged<string | RecordOptions>(
  {
    rule: 'must be a folder, or say how to record',
    allowed: "'./recordings', or { directory: './recordings', keepForMs: … }",
  },
  (value) => isText(value) || isPlainObject(value),
);

const allTokens = ['%Y', '%m', '%d', '%H', '%M', '%S'];

const namePattern = judged<string>(
  {
    rule: 'must name the time of its start',
    allowed: `${allTokens.join(' ')}, each once, %L for milliseconds, and "/" for folders`,
  },
  (value) =>
    isText(value) &&
    !/^\/|\.\.|\\|\0|\/\/|\/$/.test(value) &&
    !/%[^YmdHMSL]|%$/.test(value) &&
    allTokens.every((token) => value.split(token).length === 2) &&
    value.split('%L').length <= 2,
);

const aDay = 86_400_000;

/** The settings of a recording. */
export const recordSchema = schemaOf<RecordOptions>()({
  directory: setting(text),
  segmentMs: setting(wholeNumber(10_000, aDay, ' milliseconds'), { default: 600_000 }),
  format: setting(oneOf(['fmp4']), { default: 'fmp4' }),
  pattern: setting(namePattern, { default: '%Y-%m-%dT%H-%M-%S.%LZ' }),
  keepForMs: setting(wholeNumber(60_000, 3650 * aDay, ' milliseconds')),
  keepBytes: setting(wholeNumber(1_000_000, Number.MAX_SAFE_INTEGER, ' bytes')),
});

/**
 * Checks how a stream is recorded and fills in the rest.
 *
 * @param field name of the option in messages
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveRecord(
  stated: string | RecordOptions | undefined,
  field: string,
): RecordSettings | undefined {
  if (stated === undefined) return undefined;
  const options = typeof stated === 'string' ? { directory: stated } : stated;
  const { format: _theOnlyOne, directory, ...settings } = parseOptions(recordSchema, options, `${field}.`);
  if (directory === undefined) {
    const words = { rule: 'must be a folder', allowed: "a path, such as './recordings'" };
    throw invalidOption(`${field}.directory`, words, directory);
  }
  return Object.freeze({ ...settings, directory });
}
