import type { PlaybackView } from '../playback/playback.interface.js';
import { countdownOf, messageOf, stateTextOf } from '../playback/state-text.js';
import type { LiveWords } from '../words/live-words.js';
import { makeIcon, setIcon } from './icons.js';
import { make, setText } from './make-element.js';

/** Shows the state: as a badge beside the name, and as a notice across the video when there is nothing to see. */
export class StatusView {
  private readonly icon = makeIcon('waiting');
  private readonly label = make('span');
  private readonly name = make('span', { part: 'name', class: 'name' });
  /** Hidden from screen readers, which announce the sentence instead. */
  readonly badge = make(
    'div',
    { part: 'status', class: 'status', 'aria-hidden': 'true' },
    make('span', { class: 'dot' }),
    this.icon,
    this.label,
    this.name,
  );
  private readonly sentence = make('p', { role: 'status', class: 'sentence' });
  // Outside of the live region: a screen reader would announce every second.
  private readonly countdown = make('p', { class: 'countdown' });
  private readonly action = make('button', { type: 'button', part: 'button', class: 'action' });
  readonly notice = make(
    'div',
    { part: 'notice', class: 'notice' },
    this.sentence,
    this.countdown,
    this.action,
  );

  /** @param onAction called when the viewer presses Play or Try again */
  constructor(
    private readonly words: LiveWords,
    onAction: () => void,
  ) {
    this.action.addEventListener('click', () =>
      this.action.dataset['kind'] === 'reload' ? location.reload() : onAction(),
    );
  }

  showName(name: string): void {
    setText(this.name, name);
  }

  /** @param mayAct whether the notice has a button */
  show(view: PlaybackView, mayAct: boolean): void {
    const { current, context } = this.words;
    const { chip, tone, isNotice, isBesideVideo, action, details } = stateTextOf(view, current, context);
    this.badge.dataset['tone'] = tone;
    setIcon(this.icon, tone);
    setText(this.label, chip);
    this.notice.classList.toggle('across', isNotice && !isBesideVideo);
    this.notice.classList.toggle('beside', isBesideVideo);
    setText(this.sentence, messageOf(view, current, context));
    const countdown = countdownOf(view, current, context);
    setText(this.countdown, isNotice ? [details, countdown].filter((text) => text !== '').join(' ') : '');
    setText(this.action, action?.label ?? '');
    this.action.dataset['kind'] = action?.kind ?? '';
    this.action.hidden = !isNotice || !mayAct || action === undefined;
    // The control bar has the same button; keyboards and screen readers get only that one.
    const isTwice = mayAct && action?.kind === 'play';
    this.notice.classList.toggle('twice', isTwice);
    this.action.tabIndex = isTwice ? -1 : 0;
    if (isTwice) this.action.setAttribute('aria-hidden', 'true');
    else this.action.removeAttribute('aria-hidden');
  }
}
