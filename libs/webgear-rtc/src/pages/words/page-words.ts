import { de } from './languages/de.js';
import { es } from './languages/es.js';
import { fr } from './languages/fr.js';
import { it } from './languages/it.js';
import { ja } from './languages/ja.js';
import { nl } from './languages/nl.js';
import { pl } from './languages/pl.js';
import { pt } from './languages/pt.js';
import { zh } from './languages/zh.js';

const languages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de,
  es,
  fr,
  it,
  ja,
  nl,
  pl,
  pt,
  zh,
};

/**
 * A text of a page in a language; the English one where there is no other, so that templates may have texts of their own.
 *
 * @param language a tag, for example `de-CH`
 * @param english what it is in English
 * @param values what stands for its `{places}`
 */
export function pageWord(
  language: string,
  english: string,
  values: Readonly<Record<string, unknown>> = {},
): string {
  const words = wordsOf(language);
  const text = words !== undefined && Object.hasOwn(words, english) ? (words[english] ?? english) : english;
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  );
}

/**
 * All texts of the pages in a language by those in English, as JSON for scripts; `{}` in English.
 *
 * @param language a tag, for example `de-CH`
 */
export function pageWordsJson(language: string): string {
  return JSON.stringify(wordsOf(language) ?? {});
}

function wordsOf(language: string): Readonly<Record<string, string>> | undefined {
  const [tag = ''] = language.toLowerCase().split('-');
  return Object.hasOwn(languages, tag) ? languages[tag] : undefined;
}
