import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { timelineWords } from './timeline-words.js';

const languages = readdirSync(new URL('../words/languages', import.meta.url))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));

it.each(languages)('the timeline speaks %s', (language) => {
  const [english, own] = [timelineWords('en'), timelineWords(`${language}-XX`)];
  for (const [key, text] of Object.entries(own)) {
    expect([key, text.length > 0, text === english[key as keyof typeof english]]).toEqual([key, true, false]);
  }
});

it('says what the page has put in place of a text, and no other text of the page', () => {
  expect(timelineWords('de', { lookBack: 'Rückschau', play: 'Los' })).toEqual({
    ...timelineWords('de'),
    lookBack: 'Rückschau',
  });
});

it('speaks English in any other language', () => {
  expect(timelineWords('sv').lookBack).toBe('Look back');
  expect(timelineWords('').recorded).toBe('Recorded');
});
