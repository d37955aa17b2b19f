import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  createdParts,
  entriesOf,
  handledKeys,
  regionNames,
  renderPlayerReference,
  variableDefaults,
} from './player-reference.mjs';
import { playerPage, playerSources, stalePlayerReference } from './player-sources.mjs';

const styling = playerSources.read('webgear-player.styling.interface.ts');
const attributes = entriesOf(
  playerSources.read('webgear-player.interface.ts'),
  'WebGearPlayerAttributes',
).map(({ name }) => name);

describe('the reference of the player', () => {
  it('is as the sources say', () => {
    expect(stalePlayerReference()).toEqual([]);
  });

  it('shows everything that is written from the sources', () => {
    const page = readFileSync(playerPage, 'utf8');
    expect(regionNames.filter((name) => !page.includes(`<!-- from the sources: ${name} -->\n`))).toEqual([]);
  });

  it('names each part that the player creates, and no other', () => {
    const documented = entriesOf(styling, 'WebGearPlayerParts').map(({ name }) => name);
    // The former name of the frozen frame.
    const created = [...createdParts(playerSources)].filter((part) => part !== 'still');
    expect(documented.toSorted()).toEqual(created.toSorted());
  });

  it('names each variable that the styles read, and no other', () => {
    const documented = entriesOf(styling, 'WebGearPlayerVariables').map(({ name }) => name);
    expect(documented.toSorted()).toEqual([...variableDefaults(playerSources).keys()].toSorted());
  });

  it('names each attribute that the player observes or reads', () => {
    const [, observed = ''] =
      /observedAttributes = \[([^\]]+)\]/.exec(playerSources.read('element/player-attributes.ts')) ?? [];
    const names = [...observed.matchAll(/'([\w-]+)'/g)].map(([, name]) => name);
    // `lang` is that of any element, and `timeline` is read when the controls need it.
    const own = [...names.filter((name) => name !== 'lang'), 'timeline'];
    expect(attributes.toSorted()).toEqual(own.toSorted());
  });

  it('names each key that does something', () => {
    const page = readFileSync(playerPage, 'utf8');
    const [, keys = ''] = /<!-- from the sources: keys -->([^]*?)<!-- end -->/.exec(page) ?? [];
    const written = { ' ': 'Space', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
    const handled = handledKeys(playerSources);
    expect(handled.length).toBeGreaterThan(10);
    expect(handled.filter((key) => !keys.includes(written[key] ?? `\`${key}\``))).toEqual([]);
  });
});

describe('a table', () => {
  const source = `
export interface WebGearPlayerAttributes {
  /** How it is. It may change. */
  readonly 'a-b'?: string | undefined;
  /**
   * What it
   * is.
   *
   * @defaultValue nothing
   */
  c?: number;
}
`;
  const sources = { read: () => source, files: [] };

  it('is written in place of the one before, with defaults, and in one form whatever the widths', () => {
    const page = 'Before\n\n<!-- from the sources: attributes -->\n\nold\n\n<!-- end -->\n\nAfter\n';
    const once = renderPlayerReference(page, sources);
    expect(once).toBe(`Before

<!-- from the sources: attributes -->

| attribute | default   | meaning                  |
| --------- | --------- | ------------------------ |
| \`a-b\`     |           | how it is. It may change |
| \`c\`       | \`nothing\` | what it is               |

<!-- end -->

After
`);
    expect(renderPlayerReference(once, sources)).toBe(once);
  });
});
