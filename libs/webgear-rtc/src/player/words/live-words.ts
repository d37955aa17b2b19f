import { english } from './english.js';
import { languageOf, tagsOf } from './language.js';
import { builtInWords, loadBuiltInWords, wordsOfPage } from './word-store.js';
import type { PlayerWords } from './player-words.js';

/** Texts of one player: those of its language, with what the page has replaced. */
export class LiveWords {
  /** The texts in force, without those of the controls until these are loaded; use {@link bind} for what is shown longer than a moment. */
  current = english as PlayerWords;
  /** The language of {@link current}, for the numbers and times in them. */
  language = 'en';
  private builtIn: Partial<PlayerWords> = english;
  private own: Partial<PlayerWords> = {};
  private readonly renders = new Set<(words: PlayerWords) => void>();

  constructor(private readonly host: Element) {}

  /** What the text of a state depends on beside the state. */
  get context(): { readonly language: string; readonly hasNetwork: boolean } {
    return { language: this.language, hasNetwork: navigator.onLine };
  }

  /** Renders texts now, and again when they change. */
  bind(render: (words: PlayerWords) => void): void {
    this.renders.add(render);
    render(this.current);
  }

  /** Texts for this player alone, which take precedence. */
  replace(own: Partial<PlayerWords>): void {
    this.own = own;
    this.update();
  }

  /** More English texts, of a part of the player that has been loaded. */
  add(texts: Partial<PlayerWords>): void {
    this.builtIn = { ...this.builtIn, ...texts };
    this.update();
  }

  /** Follows the language of the host, and changes of it, until {@link end}. */
  begin(): void {
    wordsOfPage.listeners.add(this.update);
    this.update();
  }

  /** Lets the host be garbage-collected. */
  end(): void {
    wordsOfPage.listeners.delete(this.update);
  }

  /** Looks the language up again. */
  readonly update = (): void => {
    const tags = tagsOf(languageOf(this.host));
    const layers = [builtInWords(tags), ...tags.map((tag) => wordsOfPage.of(tag))];
    this.current = Object.assign({}, this.builtIn, ...layers, this.own);
    const isTranslated = layers.some((words) => words !== undefined);
    this.language = (isTranslated ? tags.at(-1) : undefined) ?? 'en';
    for (const render of this.renders) render(this.current);
    void loadBuiltInWords(tags).then((isNew) => isNew && this.update());
  };
}
