import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  defaultModuleOptions,
  defaultStreamOptions,
} from '../../libs/webgear-rtc/src/options/default-options.js';
import { optionRules, streamOptionRules } from '../../libs/webgear-rtc/src/options/option-rules.js';
import { readOptions, renderOptionsReference } from './options-reference.mjs';
import { optionSources } from './option-sources.mjs';

const sources = optionSources();
const stream = readOptions(sources.stream, 'StreamOptions');
const registration = readOptions(sources.registration, 'WebGearRtcOptions');
const page = readFileSync(new URL('../../docs/reference/options.md', import.meta.url), 'utf8');

describe('the reference of options', () => {
  it('is what the sources say: run `npm run docs:options`', () => {
    expect(page).toBe(renderOptionsReference(sources, optionRules));
  });

  it('knows every option that is accepted, and no other', () => {
    const names = (options) => options.map(({ name }) => name).sort();
    expect(names(stream)).toEqual(Object.keys(streamOptionRules).sort());
    expect(names([...stream, ...registration])).toEqual(Object.keys(optionRules).sort());
  });

  it.each(Object.entries({ ...defaultStreamOptions, ...defaultModuleOptions }))(
    'states the default of %s as the code has it',
    (name, value) => {
      const { byDefault = '' } = [...stream, ...registration].find((option) => option.name === name) ?? {};
      expect(byDefault.replaceAll('_', '')).toMatch(inWords(value));
    },
  );
});

/** A default as code, alone or before a comma and more words; an empty list may stand for something, said in words. */
function inWords(value) {
  if (Array.isArray(value)) return /^(?:\[\]|the )/;
  const code = typeof value === 'string' ? `'${value}'` : String(value);
  return new RegExp(`^${code.replaceAll('.', '\\.')}(?:,|$)`);
}
