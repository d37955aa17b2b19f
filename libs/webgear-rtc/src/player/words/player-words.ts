import type { english } from './english.js';
import type { englishControls } from './english-controls.js';

/** The texts of the states, which are there from the start. */
export type StateWords = { readonly [Key in keyof typeof english]: string };

/** Every text of the player. */
export type PlayerWords = { readonly [Key in keyof (typeof english & typeof englishControls)]: string };

/** Texts by language tag, for example `de` or `pt-PT`: those of a region take precedence over those of its language. */
export type WordsByLanguage = Readonly<Record<string, Partial<PlayerWords>>>;

/** Fills in the `{…}` of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/**
 * A number as a language writes it.
 *
 * @param language a tag, for example `de`
 * @param digits after the decimal separator
 */
export function writeNumber(value: number, language: string, digits = 0): string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return value.toLocaleString(language, format);
}
