import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  defaultModuleOptions,
  defaultStreamOptions,
} from '../../libs/webgear-rtc/src/options/default-options.js';
import { optionRules, streamOptionRules } from '../../libs/webgear-rtc/src/options/option-rules.js';
import { mjpegOptionRules } from '../../libs/webgear-rtc/src/options/mjpeg-rules.js';
import { overlayRules } from '../../libs/webgear-rtc/src/options/overlay-rules.js';
import { defaultOverlay } from '../../libs/webgear-rtc/src/options/resolve-overlay.js';
import { defaultStabilizeOptions } from '../../libs/webgear-rtc/src/options/resolve-stabilize.js';
import { sourceOptionRules } from '../../libs/webgear-rtc/src/options/source-option-rules.js';
import { stabilizeOptionRules } from '../../libs/webgear-rtc/src/options/stabilize-rules.js';
import { readOptions, readTweaks, renderOptionsReference } from './options-reference.mjs';
import { optionSources } from './option-sources.mjs';

const sources = optionSources();
const stream = readOptions(sources.stream, 'StreamSettings');
const registration = readOptions(sources.registration, 'RegistrationSettings');
const stabilizer = readOptions(sources.stabilizer, 'StabilizeOptions');
const overlay = readOptions(sources.overlay, 'Overlay');
const rules = {
  options: optionRules,
  stabilizer: stabilizeOptionRules,
  overlay: overlayRules,
  mjpeg: mjpegOptionRules,
  tweaks: sourceOptionRules,
};
const page = readFileSync(new URL('../../docs/reference/options.md', import.meta.url), 'utf8');

describe('the reference of options', () => {
  it('is what the sources say: run `npm run docs:options`', () => {
    expect(page).toBe(renderOptionsReference(sources, rules));
  });

  it('knows every option that is accepted, and no other', () => {
    const names = (options) => options.map(({ name }) => name).sort();
    expect(names(stream)).toEqual(Object.keys(streamOptionRules).sort());
    expect(names([...stream, ...registration])).toEqual(Object.keys(optionRules).sort());
    expect(names(stabilizer)).toEqual(Object.keys(stabilizeOptionRules).sort());
    expect(names(overlay)).toEqual(Object.keys(overlayRules).sort());
    expect(names(readTweaks(sources))).toEqual(Object.keys(sourceOptionRules).sort());
  });

  const defaults = {
    ...defaultStreamOptions,
    ...defaultModuleOptions,
    ...defaultStabilizeOptions,
    ...defaultOverlay,
  };
  it.each(Object.entries(defaults))('states the default of %s as the code has it', (name, value) => {
    const { byDefault = '' } =
      [...stream, ...registration, ...stabilizer, ...overlay].find((option) => option.name === name) ?? {};
    expect(byDefault.replaceAll('_', '')).toMatch(inWords(value));
  });
});

/** A default as code, alone or before a comma and more words; an empty list may stand for something, said in words. */
function inWords(value) {
  if (Array.isArray(value)) return /^(?:\[\]|the )/;
  const code = typeof value === 'string' ? `'${value}'` : String(value);
  return new RegExp(`^${code.replaceAll('.', '\\.')}(?:,|$)`);
}
