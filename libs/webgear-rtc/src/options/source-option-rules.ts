import { Backend } from './backend.js';
import { text, type OptionRule } from './option-rule.js';
import type { SourceOptions } from './source-options.interface.js';

/** A tweak of the source, and whose it is. */
export interface SourceOptionRule extends OptionRule {
  readonly api: Backend;
}

const words: OptionRule = {
  rule: 'must be a list of words of a command line',
  allowed: "['-stream_loop', '2']",
  accepts: (value) => Array.isArray(value) && value.every((word) => typeof word === 'string' && word !== ''),
};

/** The rule of every tweak. A key that is missing here is an unknown option. */
export const sourceOptionRules: Readonly<Record<keyof SourceOptions, SourceOptionRule>> = {
  '-vf': { ...text, api: Backend.FFGear },
  '-filter_complex': { ...text, api: Backend.FFGear },
  '-vcodec': { ...text, api: Backend.FFGear },
  '-hwaccel': { ...text, api: Backend.FFGear },
  '-ffprefixes': { ...words, api: Backend.FFGear },
};
