import type { PlaybackView } from '../playback/playback.interface.js';
import { countdownOf, messageOf, wordsOf } from '../playback/state-words.js';
import { makeIcon, setIcon } from './icons.js';
import { make, setText } from './make-element.js';

/** Tells the state: in a word beside the name, and where there is nothing else to see in a sentence across the picture. */
export class StatusView {
  private readonly icon = makeIcon('waiting');
  private readonly label = make('span');
  private readonly name = make('span', { part: 'name', class: 'name' });
  /** For the eye; what is announced is the sentence. */
  readonly badge = make(
    'div',
    { part: 'status', class: 'status', 'aria-hidden': 'true' },
    make('span', { class: 'dot' }),
    this.icon,
    this.label,
    this.name,
  );
  private readonly sentence = make('p', { role: 'status', class: 'sentence' });
  // Not part of what is announced: a voice that counts down the seconds is no help.
  private readonly countdown = make('p', { class: 'countdown' });
  private readonly action = make('button', { type: 'button', part: 'button', class: 'action' });
  readonly notice = make(
    'div',
    { part: 'notice', class: 'notice' },
    this.sentence,
    this.countdown,
    this.action,
  );

  /** @param onAction called when the viewer wants it to play, or to try again */
  constructor(onAction: () => void) {
    this.action.addEventListener('click', onAction);
  }

  showName(name: string): void {
    setText(this.name, name);
  }

  /** @param mayAct whether there is a button for what the viewer can do */
  show(view: PlaybackView, mayAct: boolean): void {
    const { label, tone, isNotice, action } = wordsOf(view.state, view.transport);
    this.badge.dataset['tone'] = tone;
    setIcon(this.icon, tone);
    setText(this.label, label);
    this.notice.classList.toggle('across', isNotice);
    setText(this.sentence, messageOf(view));
    setText(this.countdown, isNotice ? countdownOf(view) : '');
    setText(this.action, action ?? '');
    this.action.hidden = !isNotice || !mayAct || action === undefined;
    // The bar has the same button: to a keyboard and a voice, two would be one too many.
    const isTwice = mayAct && action === 'Play';
    this.notice.classList.toggle('twice', isTwice);
    this.action.tabIndex = isTwice ? -1 : 0;
    if (isTwice) this.action.setAttribute('aria-hidden', 'true');
    else this.action.removeAttribute('aria-hidden');
  }
}
