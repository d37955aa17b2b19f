import { describe, expect, test } from '@jest/globals';
import {
  defaultModuleOptions,
  defaultStreamOptions,
} from '../../libs/webgear-rtc/src/options/default-options.js';
import { optionRules } from '../../libs/webgear-rtc/src/options/option-rules.js';
import type { Flag } from '../../src/command-line/flags/flag.interface.js';
import { flags } from '../../src/command-line/flags/flags.js';
import { programFlags } from '../../src/command-line/flags/program-flags.js';

const ofTheProgram = new Set([
  ...programFlags.flags.map(({ name }) => name),
  'ipaddress',
  'port',
  'overlayClock',
]);
const ofTheLibrary = flags.filter(({ name }) => !ofTheProgram.has(name));
const defaults: Readonly<Record<string, unknown>> = { ...defaultStreamOptions, ...defaultModuleOptions };

/** What the help says holds without a flag, as the library would say it. */
function statedDefault({ value, default: stated }: Flag): string | undefined {
  return value === undefined && stated === undefined ? 'false' : stated?.split(',')[0];
}

describe('the flags', () => {
  test.each(ofTheLibrary.map(({ name }) => name))('set the option %s of the library', (name) => {
    expect(Object.keys(optionRules)).toContain(name);
  });

  test.each(ofTheLibrary.filter(({ name }) => ['boolean', 'number'].includes(typeof defaults[name])))(
    'promise the default of the library for $name',
    (flag) => {
      expect(statedDefault(flag)).toBe(String(defaults[flag.name]));
    },
  );
});
