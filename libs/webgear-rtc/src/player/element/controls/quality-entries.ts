import type { PlayerRung } from '../../webgear-player.interface.js';
import type { PlayerWords } from '../../words/player-words.js';
import type { MenuEntry } from './menu-panel.js';

/** What there is to choose from, and what is chosen. */
export interface QualityChoice {
  readonly rungs: readonly PlayerRung[];
  /** Name of a rung, or `auto`. */
  readonly quality: string;
  /** The rung in use. */
  readonly rung: string | undefined;
}

/** The rows of the quality menu: automatic choice, with the rung in use, and every rung. */
export function qualityEntries(
  { rungs, quality, rung }: QualityChoice,
  words: PlayerWords,
  choose: (quality: string) => void,
): MenuEntry[] {
  // The server takes an unknown name for `auto`.
  const chosen = rungs.some((each) => each.rung === quality) ? quality : 'auto';
  const current = chosen === 'auto' ? rungs.find((each) => each.rung === rung) : undefined;
  const auto = current === undefined ? words.auto : `${words.auto} (${textOf(current, rungs)})`;
  const entry = (value: string, text: string): MenuEntry => ({
    text,
    role: 'menuitemradio',
    isChecked: value === chosen,
    onChoose: () => choose(value),
  });
  return [entry('auto', auto), ...rungs.map((each) => entry(each.rung, textOf(each, rungs)))];
}

/** What is chosen, in a word. */
export function qualityText({ rungs, quality, rung }: QualityChoice, words: PlayerWords): string {
  const pinned = rungs.find((each) => each.rung === quality);
  if (pinned !== undefined) return textOf(pinned, rungs);
  const current = rungs.find((each) => each.rung === rung);
  return current === undefined ? words.auto : `${words.auto} (${textOf(current, rungs)})`;
}

/** For example `720p`; with the name where two rungs have the same height. */
function textOf({ rung, height }: PlayerRung, rungs: readonly PlayerRung[]): string {
  if (height === 0) return rung;
  const isUnique = rungs.every((other) => other.rung === rung || other.height !== height);
  return isUnique ? `${height}p` : `${height}p (${rung})`;
}
