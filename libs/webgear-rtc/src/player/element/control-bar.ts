import { makeIcon, setIcon, type IconName } from './icons.js';
import { make } from './make-element.js';

/** A button of the player. */
export interface ControlButton {
  readonly element: HTMLButtonElement;
  /** Replaces the label and the icon. */
  change(label: string, icon: IconName): void;
}

/** Label, icon, key and action of a button. */
export interface ButtonDescription {
  readonly label: string;
  readonly icon: IconName;
  /** The key that does the same. */
  readonly key: string;
  readonly onPress: () => void;
}

/** Creates a button whose tooltip names its key. */
export function makeButton({ label, icon, key, onPress }: ButtonDescription): ControlButton {
  const image = makeIcon(icon);
  const element = make('button', { type: 'button', part: 'button', 'aria-keyshortcuts': key }, image);
  const change = (nextLabel: string, nextIcon: IconName): void => {
    element.setAttribute('aria-label', nextLabel);
    element.title = `${nextLabel} (${key})`;
    setIcon(image, nextIcon);
  };
  change(label, icon);
  element.addEventListener('click', onPress);
  return { element, change };
}

/** Actions of the buttons. */
export interface ControlActions {
  togglePlay(): void;
  toggleMuted(): void;
  /** As by a slider: 0 is muted, anything else is not. */
  slideTo(volume: number): void;
  toggleStats(): void;
  toggleQuality(): void;
  copyLink(): void;
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
  readonly showsStats: boolean;
}

/** The row of buttons over the lower edge of the video. */
export class ControlBar {
  readonly element: HTMLElement;
  private readonly play: ControlButton;
  private readonly stats: ControlButton;
  private readonly snapshot: ControlButton;
  private readonly window: ControlButton;
  private readonly fullscreen: ControlButton;

  /**
   * @param quality the button of the quality menu
   * @param sound the elements that belong to the sound
   */
  constructor(actions: ControlActions, quality: ControlButton, sound: readonly HTMLElement[]) {
    const button = (label: string, icon: IconName, key: string, onPress: () => void): ControlButton =>
      makeButton({ label, icon, key, onPress });
    this.play = button('Pause', 'pause', 'k', () => actions.togglePlay());
    this.stats = button('Statistics', 'bars', 'i', () => actions.toggleStats());
    const link = button('Copy link', 'link', 'c', () => actions.copyLink());
    link.element.classList.add('link');
    this.snapshot = button('Save snapshot', 'camera', 's', () => actions.saveSnapshot());
    this.window = button('Picture in picture', 'window', 'p', () => actions.togglePictureInPicture());
    this.fullscreen = button('Full screen', 'expand', 'f', () => actions.toggleFullscreen());
    this.element = make(
      'div',
      { part: 'controls', class: 'controls', role: 'group', 'aria-label': 'Player' },
      this.play.element,
      ...sound,
      make('span', { class: 'gap' }),
      quality.element,
      this.stats.element,
      link.element,
      this.snapshot.element,
      this.window.element,
      this.fullscreen.element,
    );
  }

  /** Shows the state; hides what this browser or this stream does not support. */
  update(state: ControlState): void {
    this.play.change(state.isPlaying ? 'Pause' : 'Play', state.isPlaying ? 'pause' : 'play');
    this.stats.element.setAttribute('aria-expanded', String(state.showsStats));
    setUsable(this.snapshot, state.hasFrame);
    this.window.element.hidden = !document.pictureInPictureEnabled;
    setUsable(this.window, state.hasVideo);
    this.fullscreen.element.hidden = !document.fullscreenEnabled;
    const [label, icon] = state.isFullscreen
      ? (['Leave full screen', 'shrink'] as const)
      : (['Full screen', 'expand'] as const);
    this.fullscreen.change(label, icon);
  }
}

/** Not `disabled`: a disabled button loses the keyboard focus. */
function setUsable({ element }: ControlButton, isUsable: boolean): void {
  if (isUsable) element.removeAttribute('aria-disabled');
  else element.setAttribute('aria-disabled', 'true');
}
