import { Backend } from './backend.js';
import { defaultStreamOptions } from './default-options.js';
import { sourceOptionRules } from './source-option-rules.js';
import type { SourceOptions } from './source-options.interface.js';
import type { StreamOptions } from './stream-options.interface.js';
import { invalidOption, validateOptions } from './validate-options.js';

/** Options that mean something to one reader only. */
const readerOf = {
  backend: Backend.CamGear,
  sourceDemuxer: Backend.FFGear,
  frameFormat: Backend.FFGear,
  customFfmpeg: Backend.FFGear,
} as const satisfies Partial<Record<keyof StreamOptions, Backend>>;

/**
 * Refuses options that whoever reads the source would not hear of.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function assertSourceReading(stated: Partial<StreamOptions>, parent: string): void {
  const { api = defaultStreamOptions.api, customStream, sourceOptions = {} } = stated;
  if (customStream !== undefined && stated.api !== undefined) {
    throw invalidOption(
      `${parent}api`,
      { rule: 'must not stand beside "customStream"', allowed: 'one of the two' },
      api,
    );
  }
  for (const [field, reader] of entriesOf(readerOf)) {
    if (stated[field] === undefined || reader === api) continue;
    throw invalidOption(`${parent}${field}`, belongsTo(reader), stated[field]);
  }
  assertSourceOptions(sourceOptions, api, `${parent}sourceOptions.`);
}

function assertSourceOptions(sourceOptions: SourceOptions, api: Backend, parent: string): void {
  validateOptions({ ...sourceOptions }, sourceOptionRules, parent);
  for (const [name, value] of entriesOf(sourceOptions)) {
    const { api: reader } = sourceOptionRules[name];
    if (value !== undefined && reader !== api) throw invalidOption(parent + name, belongsTo(reader), value);
  }
  if (sourceOptions['-vf'] !== undefined && sourceOptions['-filter_complex'] !== undefined) {
    const rule = 'must not stand beside "-filter_complex"';
    throw invalidOption(`${parent}-vf`, { rule, allowed: 'one of the two' }, sourceOptions['-vf']);
  }
}

function belongsTo(reader: Backend): { rule: string; allowed: string } {
  return {
    rule: `means nothing without api '${reader}'`,
    allowed: `api: Backend.${reader}, or no such option`,
  };
}

function entriesOf<T extends object>(object: T): [keyof T, T[keyof T]][] {
  return Object.entries(object) as [keyof T, T[keyof T]][];
}
