import type { AnalysisOptions, ResolvedAnalysis } from './analysis-options.interface.js';
import { schemaOf, setting } from './option-schema.js';
import { flag, isPlainObject, judged, oneOf, wholeNumber } from './option-values.js';
import { invalidOption, parseOptions } from './validate-options.js';

/** What the analysis copy is like. */
export const analysisObject = judged<AnalysisOptions>(
  {
    rule: 'must say how large the copy is',
    allowed: "{ width: 640, height: 640, format: 'rgb', … }",
  },
  isPlainObject,
);

const side = wholeNumber(16, 4096, ' pixels');

/** The settings of the analysis copy. */
export const analysisSchema = schemaOf<AnalysisOptions>()({
  width: setting(side),
  height: setting(side),
  format: setting(oneOf(['rgb', 'rgba', 'bgr', 'gray']), { default: 'rgb' }),
  everyNth: setting(wholeNumber(1, 1000), { default: 1 }),
  letterbox: setting(flag, { default: false }),
});

/**
 * Checks what the analysis copy is like and fills in the rest.
 *
 * @param field name of the option in messages
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveAnalysis(
  stated: AnalysisOptions | undefined,
  field: string,
): ResolvedAnalysis | undefined {
  if (stated === undefined) return undefined;
  const { width, height, ...others } = parseOptions(analysisSchema, stated, `${field}.`);
  for (const [name, value] of Object.entries({ width, height })) {
    const words = { rule: 'must be stated', allowed: '16 to 4096 pixels' };
    if (value === undefined) throw invalidOption(`${field}.${name}`, words, value);
  }
  return Object.freeze({ ...others, width: Number(width), height: Number(height) });
}
