import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { StreamHandle, WebGearRtcService } from '../../libs/webgear-rtc/src/index.js';
import { readMembers, renderServiceReference } from './service-reference.mjs';

const read = (file) => readFileSync(new URL(`../../libs/webgear-rtc/src/${file}`, import.meta.url), 'utf8');
const page = readFileSync(new URL('../../docs/reference/service.md', import.meta.url), 'utf8');

describe('the reference of the service', () => {
  it('is what the sources say: run `npm run docs:options`', () => {
    expect(page).toBe(renderServiceReference(read));
  });

  it.each([
    [WebGearRtcService, 'webgear-rtc.service.ts', []],
    [
      StreamHandle,
      'streams/stream-handle.ts',
      ['analysis', 'recording', 'live', 'local', 'removed$', 'own', 'ending', 'isolated'],
    ],
  ])('has every public member of %p', (type, file, own) => {
    const names = Object.getOwnPropertyNames(type.prototype).filter(
      (name) => name !== 'constructor' && !own.includes(name),
    );
    const documented = new Set(readMembers(read(file)).map(({ name }) => name));
    expect([...documented].sort()).toEqual(names.sort());
    for (const name of names) expect(page).toContain(name);
  });
});
