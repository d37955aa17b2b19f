import type { StabilizerSettings } from './resolved-options.interface.js';
import { schemaOf, setting } from './option-schema.js';
import { flag, isPlainObject, judged, oneOf, wholeNumber } from './option-values.js';
import type { StabilizeOptions } from './stabilize-options.interface.js';
import { invalidOption, parseOptions } from './validate-options.js';

/** Whether to stabilize frames at all, or how. */
export const stabilizing = judged<boolean | StabilizeOptions>(
  {
    rule: 'must say whether or how to stabilize frames',
    allowed: 'true, false, { smoothingRadius: …, … }',
  },
  (value) => typeof value === 'boolean' || isPlainObject(value),
);

/** The settings of the stabilizer. */
export const stabilizeSchema = schemaOf<StabilizeOptions>()({
  smoothingRadius: setting(wholeNumber(2, 120, ' frames'), { default: 25 }),
  borderSize: setting(wholeNumber(0, 500, ' pixels'), { default: 0 }),
  cropAndZoom: setting(flag, { default: false }),
  borderType: setting(oneOf(['black', 'reflect', 'reflect_101', 'replicate', 'wrap']), { default: 'black' }),
  mode: setting(oneOf(['ASW']), { default: 'ASW' }),
});

/**
 * Checks the settings of the stabilizer and fills in the rest.
 *
 * @param field name of the option in messages
 * @returns `undefined` when frames are not stabilized
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveStabilize(
  stated: boolean | StabilizeOptions,
  field: string,
): StabilizerSettings | undefined {
  if (stated === false) return undefined;
  const { borderType } = stated === true ? {} : stated;
  const { mode: _theOnlyOne, ...settings } = parseOptions(
    stabilizeSchema,
    stated === true ? {} : stated,
    `${field}.`,
  );
  if (settings.cropAndZoom && settings.borderSize === 0) {
    const rule = 'needs something to cut off';
    throw invalidOption(`${field}.cropAndZoom`, { rule, allowed: 'a borderSize above 0 beside it' }, true);
  }
  if (settings.cropAndZoom && borderType !== undefined) {
    const rule = 'must not stand beside "cropAndZoom"';
    throw invalidOption(`${field}.borderType`, { rule, allowed: 'one of the two' }, borderType);
  }
  return Object.freeze(settings);
}
