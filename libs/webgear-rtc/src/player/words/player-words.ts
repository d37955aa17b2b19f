import type { english } from './english.js';
import type { englishControls } from './english-controls.js';

/** The texts of the states, which are there from the start. */
export type StateWords = { readonly [Key in keyof typeof english]: string };

/** Texts of the timeline, which are loaded with it. */
export interface TimelineWords {
  /** Of the slider and what belongs to it. */
  readonly lookBack: string;
  /** On the video, while it is not live. */
  readonly recorded: string;
  /** How much of the time the slider shows. */
  readonly timeShown: string;
  /** Nothing can be shown of that time. */
  readonly nothingRecorded: string;
  /** A part could not be fetched or played. */
  readonly recordingFailed: string;
}

/** Every text of the player; of those of the timeline the ones that a page has replaced. */
export type PlayerWords = {
  readonly [Key in keyof (typeof english & typeof englishControls)]: string;
} & Partial<TimelineWords>;

/** Key of a text that is always there. */
export type WordKey = Exclude<keyof PlayerWords, keyof TimelineWords>;

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
