import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { playerLanguage } from './page-language.js';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['de-CH,de;q=0.9,en;q=0.8', 'de-CH'],
  ['sv,nb;q=0.9,fr;q=0.5', 'fr'],
  ['en;q=0.3, pl ; q=0.7', 'pl'],
  ['zh-Hant-TW, en', 'zh-Hant-TW'],
  ['de;q=0, ja;q=0.1', 'ja'],
  ['"><script>,de"x', 'en'],
  [`${'x,'.repeat(100_000)}de`, 'en'],
  ['de;q=later', 'en'],
])('takes %s for %s', (header, language) => {
  expect(playerLanguage(header)).toBe(language);
});

it.each(
  readdirSync(new URL('../player/words/languages', import.meta.url)).filter((name) => name.endsWith('.ts')),
)('knows the built-in language of %s', (file) => {
  expect(playerLanguage(file.replace('.ts', ''))).toBe(file.replace('.ts', ''));
});
