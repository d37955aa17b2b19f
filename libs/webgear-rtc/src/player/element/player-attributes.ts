import type { PlayerControls, PlayerFit, WebGearPlayer } from '../webgear-player.interface.js';
import { LiveWords } from '../words/live-words.js';
import type { PlayerWords, WordsByLanguage } from '../words/player-words.js';
import { wordsOfPage } from '../words/word-store.js';

/** Server-side rendering has no `HTMLElement`; importing this module must not fail there. */
const ElementOfPage =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as typeof HTMLElement);

/** Names of the properties that a page may set before the element is defined: those of attributes, and a function. */
export const reflectedProperties = [
  'src',
  'name',
  'controls',
  'poster',
  'fit',
  'paused',
  'noFallback',
  'noAudio',
  'quality',
  'overlay',
  'crossOrigin',
  'requestHeaders',
] as const;

/** The attributes of the player, the properties that reflect them, and its texts. */
export class PlayerAttributes extends ElementOfPage {
  /** Attributes that trigger `attributeChangedCallback`. */
  static readonly observedAttributes = [
    'src',
    'name',
    'controls',
    'poster',
    'fit',
    'paused',
    'no-fallback',
    'no-audio',
    'quality',
    'overlay',
    'crossorigin',
    'lang',
  ];
  private makeHeaders: WebGearPlayer['requestHeaders'];

  protected readonly liveWords = new LiveWords(this);

  static get words(): WordsByLanguage {
    return wordsOfPage.byLanguage;
  }

  static set words(byLanguage: WordsByLanguage) {
    wordsOfPage.set(byLanguage);
  }

  get words(): PlayerWords {
    return this.liveWords.current;
  }

  set words(own: Partial<PlayerWords>) {
    this.liveWords.replace(own);
  }

  get src(): string {
    return this.getAttribute('src') ?? '';
  }

  set src(value: string) {
    this.setAttribute('src', value);
  }

  get name(): string {
    return this.getAttribute('name') ?? '';
  }

  set name(value: string) {
    this.setAttribute('name', value);
  }

  get controls(): PlayerControls {
    const value = this.getAttribute('controls');
    return value === 'none' || value === 'status' ? value : 'full';
  }

  set controls(value: PlayerControls) {
    this.setAttribute('controls', value);
  }

  get poster(): string {
    return this.getAttribute('poster') ?? '';
  }

  set poster(value: string) {
    this.setAttribute('poster', value);
  }

  get fit(): PlayerFit {
    return this.getAttribute('fit') === 'cover' ? 'cover' : 'contain';
  }

  set fit(value: PlayerFit) {
    this.setAttribute('fit', value);
  }

  get paused(): boolean {
    return this.hasAttribute('paused');
  }

  set paused(value: boolean) {
    this.toggleAttribute('paused', value);
  }

  get noFallback(): boolean {
    return this.hasAttribute('no-fallback');
  }

  set noFallback(value: boolean) {
    this.toggleAttribute('no-fallback', value);
  }

  get noAudio(): boolean {
    return this.hasAttribute('no-audio');
  }

  set noAudio(value: boolean) {
    this.toggleAttribute('no-audio', value);
  }

  get crossOrigin(): string | null {
    const value = this.getAttribute('crossorigin');
    return value === null || value === 'use-credentials' ? value : 'anonymous';
  }

  set crossOrigin(value: string | null) {
    if (value === null) this.removeAttribute('crossorigin');
    else this.setAttribute('crossorigin', value);
  }

  get requestHeaders(): WebGearPlayer['requestHeaders'] {
    return this.makeHeaders;
  }

  set requestHeaders(value: WebGearPlayer['requestHeaders']) {
    this.makeHeaders = value;
  }

  get quality(): string {
    return this.getAttribute('quality') || 'auto';
  }

  set quality(value: string) {
    this.setAttribute('quality', value);
  }

  /** A property set before the element was defined would shadow the accessor of that name. */
  protected upgrade(name: string): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = Reflect.get(this, name);
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }
}
