import type { StabilizerSettings } from '../pipeline/stabilizer/stabilizer-settings.interface.js';
import { stabilizeOptionRules } from './stabilize-rules.js';
import type { StabilizeOptions } from './stabilize-options.interface.js';
import { invalidOption, validateOptions } from './validate-options.js';

/** Defaults of the stabiliser. */
export const defaultStabilizeOptions = Object.freeze({
  smoothingRadius: 25,
  borderSize: 0,
  cropAndZoom: false,
  borderType: 'black',
} satisfies StabilizerSettings);

/**
 * Checks the settings of the stabiliser and fills in the rest.
 *
 * @param field name of the option in messages
 * @returns `undefined` when pictures are to stay as they are
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveStabilize(
  stated: boolean | StabilizeOptions,
  field: string,
): StabilizerSettings | undefined {
  if (stated === false) return undefined;
  const settings: StabilizeOptions = stated === true ? {} : stated;
  validateOptions({ ...settings }, stabilizeOptionRules, `${field}.`);
  const {
    smoothingRadius = defaultStabilizeOptions.smoothingRadius,
    borderSize = defaultStabilizeOptions.borderSize,
    cropAndZoom = defaultStabilizeOptions.cropAndZoom,
    borderType,
  } = settings;
  if (cropAndZoom && borderSize === 0) {
    const rule = 'needs something to cut off';
    throw invalidOption(
      `${field}.cropAndZoom`,
      { rule, allowed: 'a borderSize above 0 beside it' },
      cropAndZoom,
    );
  }
  if (cropAndZoom && borderType !== undefined) {
    const rule = 'must not stand beside "cropAndZoom"';
    throw invalidOption(`${field}.borderType`, { rule, allowed: 'one of the two' }, borderType);
  }
  return Object.freeze({
    smoothingRadius,
    borderSize,
    cropAndZoom,
    borderType: borderType ?? defaultStabilizeOptions.borderType,
  });
}
