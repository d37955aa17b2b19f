import { describe, expect, test } from '@jest/globals';
import {
  defaultModuleOptions,
  defaultStreamOptions,
} from '../../libs/webgear-rtc/src/options/default-options.js';
import { registrationSchema } from '../../libs/webgear-rtc/src/options/registration-schema.js';
import { flagGroups, flags, type Flag } from '../../src/command-line/flags/flags.js';

const ofTheProgram = new Set([
  ...(flagGroups.at(-1)?.flags ?? []).map(({ name }) => name),
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
    expect(Object.keys(registrationSchema.entries)).toContain(name);
  });

  test.each(ofTheLibrary.filter(({ name }) => ['boolean', 'number'].includes(typeof defaults[name])))(
    'promise the default of the library for $name',
    (flag) => {
      expect(statedDefault(flag)).toBe(String(defaults[flag.name]));
    },
  );
});
