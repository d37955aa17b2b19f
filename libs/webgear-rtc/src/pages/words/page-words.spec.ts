import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { de } from './languages/de.js';
import { pageWord, pageWordsJson } from './page-words.js';

const languages = readdirSync(new URL('languages', import.meta.url))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));
const templates = new URL('../../../../../templates/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, templates), 'utf8');
const publisher = [
  'webgear-publisher',
  'publisher/media-capture',
  'publisher/publishing',
  'publisher/whip-session',
];

/** Every text that the pages and their scripts ask for. */
function asked(): string[] {
  const pages = ['base', 'index', 'list', 'publish', '404', '500', 'traceback'].map((name) =>
    read(`templates/${name}.html`),
  );
  const scripts = ['streams', 'wall', 'tile-drag', 'tile-buttons'].map((name) =>
    read(`static/js/${name}.js`),
  );
  // All that looks like a sentence, and what is said otherwise.
  const publishing = publisher.map((name) =>
    readFileSync(new URL(`../../player/${name}.ts`, import.meta.url), 'utf8').replaceAll(
      /\/?\*.*|\/\/.*/g,
      '',
    ),
  );
  return [
    ...publishing.flatMap((text) => [...text.matchAll(/'([A-Z][^'\n]* [^'\n]*\.)'/g)]),
    ...publishing.flatMap((text) => [...text.matchAll(/\bsay\('([^']+)'/g)]),
    ...pages.flatMap((text) => [...text.matchAll(/\{\{word "([^"]+)"/g)]),
    ...scripts.flatMap((text) => [...text.matchAll(/\bsay\('([^']+)'/g)]),
  ].map(([, text = '']) => text);
}

describe.each(languages)('the pages in %s', (language) => {
  const words = JSON.parse(pageWordsJson(language)) as Record<string, string>;

  it('have every text', () => {
    expect(Object.keys(words)).toEqual(Object.keys(de));
    expect(asked().filter((text) => !Object.hasOwn(words, text))).toEqual([]);
  });

  it('are filled with the same values', () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
    for (const [english, text] of Object.entries(words))
      expect([english, places(text)]).toEqual([english, places(english)]);
  });
});

describe('a text of a page', () => {
  it('is that of the language for each of its regions, and English in any other', () => {
    expect(
      ['de', 'de-CH', 'DE', 'sv', 'en', '', 'constructor'].map((tag) => pageWord(tag, 'All cameras')),
    ).toEqual([
      ...Array.from({ length: 3 }, () => 'Alle Kameras'),
      ...Array.from({ length: 4 }, () => 'All cameras'),
    ]);
  });

  it('is filled with values, which are not filled themselves', () => {
    expect(pageWord('de', 'Because of {name}', { name: '{name}' })).toBe('Wegen {name}');
    expect(pageWord('sv', 'More frames: {count}', { count: 3 })).toBe('More frames: 3');
    expect(pageWord('en', 'Mine: {toString}', {})).toBe('Mine: {toString}');
  });

  it('is as it stands where a template has one of its own', () => {
    expect([pageWord('de', 'My barn'), pageWord('de', 'toString')]).toEqual(['My barn', 'toString']);
  });
});
