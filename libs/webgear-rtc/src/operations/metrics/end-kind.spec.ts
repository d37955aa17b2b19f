import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { endKindOf } from './end-kind.js';

const sources = fileURLToPath(new URL('../../', import.meta.url));

/** The reasons for which the code ends sessions, in the order of its files. */
function* reasonsInCode(): Iterable<string> {
  for (const folder of ['', 'peers', 'workers']) {
    const names = readdirSync(join(sources, folder)).filter((name) => /(?<!spec|\.d)\.ts$/.test(name));
    for (const name of names) {
      const text = readFileSync(join(sources, folder, name), 'utf8');
      for (const [, reason = ''] of text.matchAll(/(?:peer|this)\)?\??\.close\('([^']+)'\)/g)) yield reason;
    }
  }
}

describe('the kind of an end', () => {
  const failures = new Set(['it did not connect in time', 'its offer could not be answered']);

  it.each([...new Set(reasonsInCode())])('is known for "%s"', (reason) => {
    expect(endKindOf(reason) === 'failed').toBe(failures.has(reason));
  });

  it('is one of a few, whatever a library says of a failure', () => {
    expect(endKindOf('DTLS failed: the certificate is another')).toBe('failed');
    expect([...reasonsInCode()].length).toBeGreaterThan(5);
  });
});
