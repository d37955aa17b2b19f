import type { WordKey } from '../../words/player-words.js';
import type { LiveWords } from '../../words/live-words.js';
import * as icons from '../icon-paths.js';
import { makeIcon, setIcon, type IconPath } from '../icons.js';
import { make } from '../make-element.js';

/** A text of the player. */
export type Word = WordKey;

/** A button of the player. */
export interface ControlButton {
  readonly element: HTMLButtonElement;
  /** Replaces the label and the icon. */
  change(label: Word, icon: IconPath): void;
}

/** Label, icon, key and action of a button. */
export interface ButtonDescription {
  readonly label: Word;
  readonly icon: IconPath;
  /** The key that does the same. */
  readonly key: string;
  readonly onPress: () => void;
}

/** Creates a button whose tooltip names its key. */
export function makeButton(
  words: LiveWords,
  { label, icon, key, onPress }: ButtonDescription,
): ControlButton {
  const image = makeIcon(icon);
  const element = make(
    'button',
    { type: 'button', part: 'button', 'aria-keyshortcuts': key, 'data-key': key },
    image,
  );
  let shown = label;
  words.bind((texts) => element.setAttribute('aria-label', texts[shown]));
  element.addEventListener('click', onPress);
  const change = (nextLabel: Word, nextIcon: IconPath): void => {
    shown = nextLabel;
    element.setAttribute('aria-label', words.current[shown]);
    setIcon(image, nextIcon);
  };
  return { element, change };
}

/** Actions of the buttons and keys. */
export interface ControlActions {
  togglePlay(): void;
  toggleMuted(): void;
  /** As by a slider: 0 is muted, anything else is not. */
  slideTo(volume: number): void;
  toggleMenu(): void;
  saveSnapshot(): void;
  togglePictureInPicture(): void;
  toggleFullscreen(): void;
}

/** State that the buttons show. */
export interface ControlState {
  readonly isPlaying: boolean;
  readonly hasFrame: boolean;
  readonly hasVideo: boolean;
  readonly isFullscreen: boolean;
  readonly hasFullscreen: boolean;
  readonly isInWindow: boolean;
}

/** The row of buttons over the lower edge of the video. Play or Pause never leaves it. */
export class ControlBar {
  readonly element: HTMLElement;
  /** Where further controls go, before the buttons at the end. */
  readonly gap = make('span', { class: 'gap' });
  /** The button of the menu. */
  readonly more: ControlButton;
  private readonly play: ControlButton;
  private readonly snapshot: ControlButton;
  private readonly window: ControlButton;
  private readonly fullscreen: ControlButton;

  /** @param sound the elements that belong to the sound */
  constructor(words: LiveWords, actions: ControlActions, sound: readonly HTMLElement[]) {
    const button = (label: Word, icon: IconPath, key: string, onPress: () => void): ControlButton =>
      makeButton(words, { label, icon, key, onPress });
    this.play = button('pause', icons.pause, 'k', () => actions.togglePlay());
    this.snapshot = button('snapshot', icons.camera, 's', () => actions.saveSnapshot());
    this.snapshot.element.classList.add('in-menu-360');
    this.window = button('pictureInPicture', icons.window, 'p', () => actions.togglePictureInPicture());
    this.window.element.classList.add('in-menu-480');
    this.more = button('more', icons.more, '', () => actions.toggleMenu());
    this.more.element.removeAttribute('aria-keyshortcuts');
    this.more.element.setAttribute('aria-haspopup', 'menu');
    this.more.element.setAttribute('aria-expanded', 'false');
    this.fullscreen = button('fullScreen', icons.expand, 'f', () => actions.toggleFullscreen());
    this.fullscreen.element.classList.add('last-button');
    this.element = make(
      'div',
      { part: 'controls', class: 'controls', role: 'group' },
      this.play.element,
      ...sound,
      this.gap,
      this.snapshot.element,
      this.window.element,
      this.more.element,
      this.fullscreen.element,
    );
  }

  /** Shows the state; hides what this browser does not support. */
  update(state: ControlState): void {
    if (state.isPlaying) this.play.change('pause', icons.pause);
    else this.play.change('play', icons.play);
    setUsable(this.snapshot, state.hasFrame);
    this.window.element.hidden = !document.pictureInPictureEnabled;
    this.window.element.setAttribute('aria-pressed', String(state.isInWindow));
    setUsable(this.window, state.hasVideo);
    this.fullscreen.element.hidden = !state.hasFullscreen;
    if (state.isFullscreen) this.fullscreen.change('leaveFullScreen', icons.shrink);
    else this.fullscreen.change('fullScreen', icons.expand);
  }
}

/** Not `disabled`: a disabled button loses the keyboard focus. */
function setUsable({ element }: ControlButton, isUsable: boolean): void {
  if (isUsable) element.removeAttribute('aria-disabled');
  else element.setAttribute('aria-disabled', 'true');
}
