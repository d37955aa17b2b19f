import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as access from '../../libs/webgear-rtc/src/options/access-schema.js';
import * as analysis from '../../libs/webgear-rtc/src/options/analysis-schema.js';
import * as mjpeg from '../../libs/webgear-rtc/src/options/mjpeg-schema.js';
import * as renditions from '../../libs/webgear-rtc/src/options/renditions-schema.js';
import * as schema from '../../libs/webgear-rtc/src/options/option-schema.js';
import * as overlay from '../../libs/webgear-rtc/src/options/overlay-schema.js';
import * as record from '../../libs/webgear-rtc/src/options/record-schema.js';
import * as registration from '../../libs/webgear-rtc/src/options/registration-schema.js';
import * as sourceOptions from '../../libs/webgear-rtc/src/options/source-options-schema.js';
import * as stabilize from '../../libs/webgear-rtc/src/options/stabilize-schema.js';
import * as stream from '../../libs/webgear-rtc/src/options/stream-schema.js';
import { optionSchemas } from './option-schemas.mjs';
import { groups, inCode, readOptions, renderOptionsReference, writeDefaults } from './options-reference.mjs';

const schemas = optionSchemas({
  ...schema,
  ...registration,
  ...access,
  ...stream,
  ...stabilize,
  ...overlay,
  ...mjpeg,
  ...renditions,
  ...record,
  ...analysis,
  ...sourceOptions,
});
const read = (file) => readFileSync(new URL(`../../libs/webgear-rtc/src/${file}`, import.meta.url), 'utf8');
const page = readFileSync(new URL('../../docs/reference/options.md', import.meta.url), 'utf8');
const documented = groups.filter((group) => group.schema !== undefined);
const optionsOf = ({ file, interfaceName }) => readOptions(read(file), interfaceName);

describe('the reference of options', () => {
  it('is what the sources say: run `npm run docs:options`', () => {
    expect(page).toBe(renderOptionsReference(read, schemas));
  });

  it.each(['stream', 'stabilizer', 'overlay', 'mjpeg', 'rendition', 'tweaks', 'viewerLimits'])(
    'has every option of the schema "%s", and no other',
    (name) => {
      const options = documented.filter((group) => group.schema === name).flatMap(optionsOf);
      expect(options.map((option) => option.name).sort()).toEqual(Object.keys(schemas[name]).sort());
    },
  );

  it('has every option of a registration, and no other', () => {
    const options = documented
      .filter((group) => ['stream', 'registration'].includes(group.schema))
      .flatMap(optionsOf);
    expect(options.map((option) => option.name).sort()).toEqual(Object.keys(schemas.registration).sort());
  });

  const defaults = documented.flatMap((group) =>
    optionsOf(group)
      .map(({ name, byDefault }) => [name, byDefault, schemas[group.schema][name].default])
      .filter(([, , value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  );
  it.each(defaults)('states the default of %s as the schema has it: run `npm run docs:options`', (...row) => {
    const [, stated, value] = row;
    expect(stated).toMatch(new RegExp(`^${inCode(value).replaceAll('.', '\\.')}(?:,|$)`));
  });

  it('is given the default of a schema, and keeps the words behind it', () => {
    const source = `export interface Lens {\n  /**\n   * How far.\n   *\n   * @default 1, or more\n   */\n  zoom?: number;\n}\n`;
    expect(writeDefaults(source, 'Lens', { zoom: { default: 20_000 } })).toBe(
      source.replace('1, or', '20_000, or'),
    );
  });
});
