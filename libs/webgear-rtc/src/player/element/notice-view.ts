import type { PlayerState } from '../webgear-player.interface.js';
import { countdownOf, detailsOf, type StateActionKind, type StateText } from '../playback/state-text.js';
import type { StateWords } from '../words/player-words.js';
import * as icons from './icon-paths.js';
import { makeIcon, setIcon, type IconPath } from './icons.js';
import { make, setText } from './make-element.js';
import type { NoticeContent } from './status-view.js';
import { noticeStyles } from './styles/notice-styles.js';
import { makeSheet } from './styles/player-styles.js';

const iconOf: Partial<Readonly<Record<PlayerState, IconPath>>> = {
  idle: icons.quiet,
  'no-input': icons.away,
  ended: icons.check,
  full: icons.waiting,
  refused: icons.lock,
  offline: icons.trouble,
  blocked: icons.trouble,
  replaced: icons.window,
};

let sheet: CSSStyleSheet | undefined;

/** The state as a sentence, across the video when there is nothing to see: in a file of its own, because the first frame needs none. */
export class NoticeView {
  private readonly icon = makeIcon(icons.quiet);
  private readonly sentence = make('p', { class: 'sentence' });
  private readonly text = make('p', { class: 'text' });
  private readonly said = make('div', { class: 'said' }, this.sentence, this.text);
  // Outside of the live region: a screen reader would announce every second.
  private readonly countdown = make('p', { class: 'countdown' });
  private readonly summary = make('summary');
  private readonly detailsText = make('p');
  private readonly details = make('details', {}, this.summary, this.detailsText);
  private readonly action = make('button', { type: 'button', part: 'button action', class: 'action' });
  private readonly element = make(
    'div',
    { part: 'notice', class: 'notice panel' },
    this.icon,
    this.said,
    this.countdown,
    this.details,
    this.action,
  );

  /** @param onAction the viewer pressed the button */
  constructor(onAction: (kind: StateActionKind) => void) {
    this.action.addEventListener('click', () => onAction(this.action.dataset['kind'] as StateActionKind));
  }

  /** Puts it behind another element of the shadow tree. */
  placeAfter(before: HTMLElement): void {
    before.after(this.element);
    const root = before.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    sheet ??= makeSheet(noticeStyles);
    // Ahead of the sheets of the controls and of the shape, which take precedence.
    const [first, ...others] = root.adoptedStyleSheets;
    root.adoptedStyleSheets = [...(first ? [first] : []), sheet, ...others];
  }

  /** Shows a state. */
  show({ look, view, controls, context }: NoticeContent, words: StateWords): void {
    const { tone, title, text, action, isNotice, isBesideVideo } = look;
    const { state } = view;
    const details = detailsOf(view, words, context);
    const isPlayButton = state === 'paused' && controls === 'full';
    this.element.dataset['tone'] = tone;
    setIcon(this.icon, iconOf[state] ?? icons.quiet);
    // A wall of tiles would announce one state after the other, without a name.
    if (controls === 'status') this.said.removeAttribute('role');
    else this.said.setAttribute('role', 'status');
    const { classList } = this.element;
    classList.toggle('across', isNotice && !isBesideVideo);
    classList.toggle('beside', isBesideVideo);
    classList.toggle('play', isPlayButton);
    classList.toggle('wordy', isPlayButton && view.reason !== undefined);
    setText(this.sentence, title);
    setText(this.text, text);
    setText(this.countdown, isNotice ? countdownOf(view, words, context) : '');
    this.details.hidden = !isNotice || details === '';
    setText(this.summary, words.details);
    setText(this.detailsText, details);
    this.showAction(action, isNotice && controls === 'full');
  }

  private showAction(action: StateText['action'], isShown: boolean): void {
    setText(this.action, action?.label ?? '');
    this.action.dataset['kind'] = action?.kind ?? '';
    const hadFocus = this.action.matches(':focus');
    this.action.hidden = !isShown || action === undefined;
    // Keys would no longer reach the player.
    if (hadFocus && this.action.hidden)
      this.action.closest<HTMLElement>('.stage')?.focus({ preventScroll: true });
    // The control bar has Play; keyboards and screen readers get only that one.
    const isTwice = isShown && action?.kind === 'play';
    this.element.classList.toggle('twice', isTwice);
    this.action.tabIndex = isTwice ? -1 : 0;
    if (isTwice) this.action.setAttribute('aria-hidden', 'true');
    else this.action.removeAttribute('aria-hidden');
  }
}
