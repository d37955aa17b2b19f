import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorRegistry } from './error-registry.js';

const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8');
const rows = [
  ...page.matchAll(/^\| `(?<code>[^`]+)` +\| (?<status>\d+) +\| (?<meaning>[^|]+)\| (?<wayOut>[^|]+)\|$/gm),
];
const documented = new Map(rows.map(({ groups }) => [groups?.['code'], Number(groups?.['status'])]));
const registered = Object.entries(errorRegistry);

describe('the error registry', () => {
  test('has the same codes as the reference page', () => {
    expect([...documented.keys()].sort()).toEqual(registered.map(([code]) => code).sort());
  });

  test('has the HTTP status that the reference page states', () => {
    expect(Object.fromEntries(documented)).toEqual(
      Object.fromEntries(registered.map(([code, { status }]) => [code, status])),
    );
  });

  test('documents each code once', () => {
    expect(rows).toHaveLength(documented.size);
  });

  test.each(registered)('%s is a well-formed code', (code, { status }) => {
    expect(code).toMatch(/^WGR_[A-Z]+(_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });

  test.each(registered)('%s says what is wrong and what to do about it', (_code, { explain }) => {
    const detail = new Proxy({ near: ['x'] }, { get: (known, name) => Reflect.get(known, name) ?? 'x' });
    const [problem, remedy] = (explain as (anything: unknown) => readonly string[])(detail);
    for (const sentence of [problem, remedy].filter((each, at) => at === 0 || each !== ''))
      expect(sentence).toMatch(/\w.*[.?:]$/);
  });
});
