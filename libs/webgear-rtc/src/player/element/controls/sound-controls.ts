import { writeNumber } from '../../words/player-words.js';
import type { LiveWords } from '../../words/live-words.js';
import { makeButton, type ControlActions, type ControlButton } from './control-bar.js';
import * as icons from '../icon-paths.js';
import { makeIcon } from '../icons.js';
import { make, setText } from '../make-element.js';

/** State that the controls of the sound show. */
export interface SoundState {
  readonly hasAudio: boolean;
  /** Whether what is shown has no sound, although the stream may have. */
  readonly isSilent: boolean;
  readonly muted: boolean;
  readonly volume: number;
  /** Whether it is muted although the viewer did not choose that. */
  readonly isMutedByDefault: boolean;
}

/** The controls of the sound; hidden where there is none. */
export class SoundControls {
  private readonly button: ControlButton;
  private readonly volume = make('input', {
    type: 'range',
    min: '0',
    max: '1',
    step: '0.05',
    'aria-keyshortcuts': 'ArrowUp ArrowDown',
  });
  private readonly noteText = make('span');
  private readonly note = make('span', { class: 'note' }, makeIcon(icons.silence), this.noteText);
  private readonly invitationText = make('span');
  /** Large, with a text, until the viewer chose. Keyboards and screen readers have the button of the bar. */
  readonly invitation = make(
    'button',
    { type: 'button', part: 'button unmute', class: 'action unmute', tabindex: '-1', 'aria-hidden': 'true' },
    makeIcon(icons.silence),
    this.invitationText,
  );

  constructor(
    private readonly words: LiveWords,
    actions: Pick<ControlActions, 'toggleMuted' | 'slideTo'>,
  ) {
    const onPress = (): void => actions.toggleMuted();
    this.button = makeButton(words, { label: 'unmute', icon: icons.silence, key: 'm', onPress });
    words.bind((texts) => {
      this.volume.setAttribute('aria-label', texts.volume);
      this.note.title = texts.noSoundText;
      setText(this.noteText, texts.noSound);
      setText(this.invitationText, texts.unmute);
    });
    this.volume.addEventListener('input', () => actions.slideTo(this.volume.valueAsNumber));
    this.invitation.addEventListener('click', () => {
      onPress();
      // It is hidden now, and keys would no longer reach the player.
      this.button.element.focus({ preventScroll: true });
    });
  }

  /** What belongs into the control bar. */
  get elements(): readonly HTMLElement[] {
    return [this.button.element, this.volume, this.note];
  }

  update({ hasAudio, isSilent, muted, volume, isMutedByDefault }: SoundState): void {
    if (muted) this.button.change('unmute', icons.silence);
    else this.button.change('mute', icons.sound);
    this.button.element.hidden = !hasAudio;
    this.volume.hidden = !hasAudio;
    this.volume.valueAsNumber = muted ? 0 : volume;
    const { current, language } = this.words;
    const percent = `${writeNumber(volume * 100, language)} %`;
    this.volume.setAttribute('aria-valuetext', muted ? current.muted : percent);
    this.note.hidden = !isSilent;
    this.invitation.hidden = !hasAudio || !isMutedByDefault;
  }
}
