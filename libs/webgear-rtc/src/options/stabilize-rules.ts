import { flag, oneOf, settings, wholeNumber, type OptionRule } from './option-rule.js';
import type { StabilizeOptions, StabilizerBorderType } from './stabilize-options.interface.js';

/** Whether to steady pictures at all, or how. */
export const stabilizing: OptionRule = {
  rule: 'must say whether or how to steady the picture',
  allowed: 'true, false, { smoothingRadius: …, … }',
  accepts: (value) => flag.accepts(value) || settings.accepts(value),
};

const BORDER_TYPES: readonly StabilizerBorderType[] = [
  'black',
  'reflect',
  'reflect_101',
  'replicate',
  'wrap',
];

/** The rule of every setting of the stabiliser. */
export const stabilizeOptionRules: Readonly<Record<keyof StabilizeOptions, OptionRule>> = {
  smoothingRadius: wholeNumber(2, 120, ' pictures'),
  borderSize: wholeNumber(0, 500, ' pixels'),
  cropAndZoom: flag,
  borderType: oneOf(BORDER_TYPES),
  mode: oneOf(['ASW']),
};
