import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { english as englishStates } from './english.js';
import { englishControls } from './english-controls.js';
import { tagsOf } from './language.js';
import { fill, writeNumber, type PlayerWords } from './player-words.js';
import { builtInWords, loadBuiltInWords, wordsOfPage } from './word-store.js';

const english = { ...englishStates, ...englishControls };

const languages = readdirSync(new URL('languages', import.meta.url))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));

/** What is filled into a text. */
const places = (text = ''): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();

/** What an English label of one line becomes must fit where it stands. */
const isLabel = (text: string): boolean => !/[.…{]/.test(text);

describe.each(languages)('the language %s', (language) => {
  const load = async (): Promise<Partial<PlayerWords>> => {
    await loadBuiltInWords([language]);
    return builtInWords([language]) ?? {};
  };

  it('has every text', async () => {
    expect(Object.keys(await load()).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it('is filled with the same values', async () => {
    const words = await load();
    for (const [key, text] of Object.entries(english)) {
      expect([key, places(words[key as keyof PlayerWords])]).toEqual([key, places(text)]);
    }
  });

  it('has short labels, without a full stop', async () => {
    const words = await load();
    for (const [key, text] of Object.entries(english).filter(([, english]) => isLabel(english))) {
      const label = words[key as keyof PlayerWords] ?? '';
      expect([key, label.length <= 2 * text.length + 12, /[.。]$/.test(label)]).toEqual([key, true, false]);
    }
  });
});

describe('the texts of a language', () => {
  it('are loaded once, and are those of the language for each of its regions', async () => {
    expect(builtInWords(tagsOf('de-CH'))?.pause).toBe('Pause');
    expect(await loadBuiltInWords(tagsOf('de-CH'))).toBe(false);
    expect(await loadBuiltInWords(tagsOf('sv'))).toBe(false);
    expect(await loadBuiltInWords(['constructor'])).toBe(false);
  });

  it('are those that the page has set, whatever the case of its tags, until it sets others', () => {
    let changes = 0;
    wordsOfPage.listeners.add(() => changes++);
    wordsOfPage.set({ 'pt-PT': { fullScreen: 'Ecrã inteiro' } });
    expect(tagsOf('pt_PT').map((tag) => wordsOfPage.of(tag)?.fullScreen)).toEqual([
      undefined,
      'Ecrã inteiro',
    ]);
    wordsOfPage.set({});
    expect([wordsOfPage.of('pt-pt'), changes]).toEqual([undefined, 2]);
  });
});

it.each([
  ['de', ['de']],
  ['zh-Hant-TW', ['zh', 'zh-hant', 'zh-hant-tw']],
  [' EN_gb ', ['en', 'en-gb']],
  ['', []],
  ['x', []],
  ['../de', []],
])('the tags of "%s" are %j', (language, tags) => {
  expect(tagsOf(language)).toEqual(tags);
});

it('fills in what there is, and leaves the rest', () => {
  expect(fill('{a} of {b}, {c}', { a: 1, b: '$&' })).toBe('1 of $&, {c}');
});

it('writes numbers as the language does', () => {
  expect([writeNumber(1234.56, 'de', 1), writeNumber(0.25, 'en', 2)]).toEqual(['1234,6', '0.25']);
});
