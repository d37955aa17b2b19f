import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorRegistry } from './error-registry.js';

const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8');
const rows = [
  ...page.matchAll(/^\| `(?<code>[^`]+)` +\| (?<status>\d+) +\| (?<meaning>[^|]+)\| (?<wayOut>[^|]+)\|$/gm),
];
const documented = new Map(rows.map(({ groups }) => [groups?.['code'], Number(groups?.['status'])]));
const registered = Object.entries(errorRegistry);

describe('the registry of errors', () => {
  test('knows the same codes as the reference page', () => {
    expect([...documented.keys()].sort()).toEqual(registered.map(([code]) => code).sort());
  });

  test('answers with the HTTP status the reference page promises', () => {
    expect(Object.fromEntries(documented)).toEqual(
      Object.fromEntries(registered.map(([code, { status }]) => [code, status])),
    );
  });

  test('documents each code once', () => {
    expect(rows).toHaveLength(documented.size);
  });

  test.each(registered)('%s follows the form of a code', (code, { status }) => {
    expect(code).toMatch(/^WGR_[A-Z]+(_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });
});
