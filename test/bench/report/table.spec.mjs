import { describe, expect, it } from '@jest/globals';
import { markdownTable, replaceBetweenMarkers } from './table.mjs';

const row = { id: 'viewer-cpu', title: 'a viewer', value: 0.0512, unit: '%', digits: 3 };
const lastLine = (rows) => markdownTable(rows).split('\n').at(-1);

describe('markdownTable', () => {
  it('tells figure, what stands beside it, targets and verdict', () => {
    expect(lastLine([{ ...row, range: [0.05, 0.055], beside: 'VidGear 32 %' }])).toBe(
      '| a viewer | 0.051 % (0.050 to 0.055) | VidGear 32 % | ≤ 0.15 % | ≤ 0.06 % | **stretch** reached |',
    );
  });

  it('says why a figure is void, and not that it reached anything', () => {
    const line = lastLine([{ ...row, voidBecause: 'generator-bound' }]);
    expect(line).toContain('_void_: generator-bound');
    expect(line).not.toContain('reached');
  });

  it('says when a bound is inside the range of a figure', () => {
    expect(lastLine([{ ...row, range: [0.05, 0.07] }])).toContain('| **stretch** reached, not for certain |');
  });

  it('leaves out targets where there are none', () => {
    expect(lastLine([{ ...row, id: 'something else' }])).toBe('| a viewer | 0.051 % |  |  |  |  |');
  });

  it('keeps a bar inside its cell', () => {
    expect(lastLine([{ ...row, title: 'a|b' }])).toContain('| a\\|b |');
  });
});

describe('replaceBetweenMarkers', () => {
  it('keeps what is around the markers, and the markers', () => {
    const page = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';
    const written = replaceBetweenMarkers(page, 'bench', 'new');
    expect(written).toBe('before\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\nafter\n');
    expect(replaceBetweenMarkers(written, 'bench', 'new')).toBe(written);
  });

  it('refuses a page without them', () => {
    expect(() => replaceBetweenMarkers('nothing', 'bench', 'new')).toThrow('lacks the markers');
  });
});
