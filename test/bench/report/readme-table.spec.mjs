import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readmeTable } from './readme-table.mjs';

const read = (path) => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
const row = { id: 'join-p50', value: 193.2, unit: 'ms', digits: 0, beside: 'a bare page 292 ms' };
const launch = { id: 'launch', value: 614, unit: 'ms', digits: 0 };
const linesOf = (rows) => readmeTable(rows).split('\n').slice(2);
const withoutPadding = (text) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

describe('readmeTable', () => {
  it('shows a figure with what was measured beside it', () => {
    expect(linesOf([row])).toEqual([
      '| `createOffer` to the first frame on screen, p50 | 193 ms | a bare page 292 ms |',
    ]);
  });

  it('leaves out what the run itself calls void', () => {
    expect(linesOf([{ ...row, voidBecause: 'the floor was 62 % of the run' }, launch])).toEqual([
      '| launch to the first HTTP 200 | 614 ms |  |',
    ]);
    expect(linesOf([{ ...row, beside: 'VidGear 82 ms (_void_: 27.8 frames)' }])[0]).not.toContain('VidGear');
  });

  it('is what the README has', () => {
    const { rows } = JSON.parse(read('docs/images/bench.json'));
    expect(withoutPadding(read('README.md'))).toContain(withoutPadding(readmeTable(rows)));
  });
});
