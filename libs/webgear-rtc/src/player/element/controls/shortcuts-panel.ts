import type { LiveWords } from '../../words/live-words.js';
import type { PlayerWords } from '../../words/player-words.js';
import * as icons from '../icon-paths.js';
import { makeIcon } from '../icons.js';
import { make, setText } from '../make-element.js';

/** Keys, and the text of what each does. */
const keys: readonly (readonly [
  key: string,
  does: (words: PlayerWords) => string,
  of?: 'sound' | 'quality',
])[] = [
  ['k', (words) => `${words.play} / ${words.pause}`],
  ['f', (words) => words.fullScreen],
  ['p', (words) => words.pictureInPicture],
  ['s', (words) => words.snapshot],
  ['m', (words) => `${words.mute} / ${words.unmute}`, 'sound'],
  ['↑ ↓', (words) => words.volume, 'sound'],
  ['q', (words) => words.quality, 'quality'],
  ['i', (words) => words.statistics],
  ['z', (words) => `${words.fit} / ${words.fill}`],
  ['+', (words) => words.zoomIn],
  ['−', (words) => words.zoomOut],
  ['0', (words) => words.resetZoom],
  ['c', (words) => words.copyLink],
  ['?', (words) => words.shortcuts],
];

/** The list of keys. */
export class ShortcutsPanel {
  private readonly title = make('strong');
  private readonly list = make('dl');
  private readonly close = make('button', { type: 'button', part: 'button' }, makeIcon(icons.close));
  readonly element = make(
    'div',
    { part: 'shortcuts', class: 'shortcuts panel', role: 'dialog', tabindex: '-1', hidden: '' },
    make('header', {}, this.title, this.close),
    this.list,
  );
  private focused: HTMLElement | undefined;

  constructor(private readonly words: LiveWords) {
    this.close.addEventListener('click', () => this.hide());
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' && event.key !== '?') return;
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    });
    words.bind(({ shortcuts, close }) => {
      setText(this.title, shortcuts);
      this.element.setAttribute('aria-label', shortcuts);
      this.close.setAttribute('aria-label', close);
    });
  }

  /** @param has what of this stream keys are for */
  toggle(has: { readonly sound: boolean; readonly quality: boolean }): void {
    if (!this.element.hidden) {
      this.hide();
      return;
    }
    const rows = keys
      .filter(([, , of]) => of === undefined || has[of])
      .flatMap(([key, does]) => [
        make('dt', {}, make('kbd', {}, key)),
        make('dd', {}, does(this.words.current)),
      ]);
    this.list.replaceChildren(...rows);
    const root = this.element.getRootNode();
    this.focused =
      root instanceof ShadowRoot ? ((root.activeElement as HTMLElement | null) ?? undefined) : undefined;
    this.element.hidden = false;
    this.close.focus();
  }

  private hide(): void {
    this.element.hidden = true;
    this.focused?.focus({ preventScroll: true });
  }
}
