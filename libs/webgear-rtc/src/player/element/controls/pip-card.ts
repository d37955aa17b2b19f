import type { LiveWords } from '../../words/live-words.js';
import * as icons from '../icon-paths.js';
import { makeIcon } from '../icons.js';
import { make, setText } from '../make-element.js';

/** Says that the video is in its own window, and brings it back. */
export class PipCard {
  private readonly text = make('span');
  private readonly back = make('button', { type: 'button', class: 'action', part: 'button action' });
  readonly element = make('div', { class: 'away', hidden: '' }, makeIcon(icons.window), this.text, this.back);

  constructor(words: LiveWords, onBack: () => void) {
    this.back.addEventListener('click', onBack);
    words.bind(({ playsInPictureInPicture, bringBack }) => {
      setText(this.text, playsInPictureInPicture);
      setText(this.back, bringBack);
    });
  }

  /** On the shadow root: the video may be in it or in a slot, and these events do not leave a shadow tree. */
  watch(root: ShadowRoot): void {
    root.addEventListener('enterpictureinpicture', () => (this.element.hidden = false));
    root.addEventListener('leavepictureinpicture', () => (this.element.hidden = true));
    this.element.hidden = root.pictureInPictureElement === null;
  }
}
