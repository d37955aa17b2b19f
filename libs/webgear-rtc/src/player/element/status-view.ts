import type { PlaybackView } from '../playback/playback.interface.js';
import { countdownOf, stateTextOf, type StateActionKind, type StateText } from '../playback/state-text.js';
import type { LiveWords } from '../words/live-words.js';
import type { PlayerControls, PlayerState } from '../webgear-player.interface.js';
import { makeIcon, setIcon, type IconName } from './icons.js';
import { make, setText } from './make-element.js';

/** How a state is shown. */
export interface StateLook extends StateText {
  /** Whether the notice covers the video, which has the same text burned in. */
  readonly isCovering: boolean;
  /** Whether something is waited for. */
  readonly isBusy: boolean;
}

const icons: Partial<Readonly<Record<PlayerState, IconName>>> = {
  idle: 'quiet',
  'no-input': 'away',
  ended: 'check',
  full: 'waiting',
  refused: 'lock',
  offline: 'trouble',
  blocked: 'trouble',
  replaced: 'window',
};

/** Shows the state: as a chip beside the name, and as a notice across the video when there is nothing to see. */
export class StatusView {
  private readonly state = make('span', { class: 'state' });
  private readonly latency = make('span', { class: 'latency', dir: 'ltr' });
  private readonly name = make('span', { part: 'name', class: 'name' });
  /** Hidden from screen readers, which announce the sentence instead. */
  private readonly chip = make(
    'div',
    { part: 'chip', class: 'status', 'aria-hidden': 'true' },
    make('span', { part: 'dot', class: 'dot' }),
    this.state,
    this.latency,
  );
  /** Name and chip. */
  readonly top = make('div', { part: 'status', class: 'top' }, this.name, this.chip);
  private readonly wait = make('p', { class: 'wait panel' });
  /** While something is waited for. */
  readonly spinner = make(
    'div',
    { class: 'centre', 'aria-hidden': 'true' },
    make('span', { part: 'spinner', class: 'spinner' }),
    this.wait,
  );
  private readonly icon = makeIcon('quiet');
  private readonly sentence = make('p', { class: 'sentence' });
  private readonly text = make('p', { class: 'text' });
  private readonly said = make('div', { class: 'said' }, this.sentence, this.text);
  // Outside of the live region: a screen reader would announce every second.
  private readonly countdown = make('p', { class: 'countdown' });
  private readonly summary = make('summary');
  private readonly detailsText = make('p');
  private readonly details = make('details', {}, this.summary, this.detailsText);
  private readonly action = make('button', { type: 'button', part: 'button action', class: 'action' });
  readonly notice = make(
    'div',
    { part: 'notice', class: 'notice panel' },
    this.icon,
    this.said,
    this.countdown,
    this.details,
    this.action,
  );
  private noInputSince: Date | undefined;

  /** @param onAction the viewer pressed the button of the notice, or the chip to go live */
  constructor(
    private readonly words: LiveWords,
    onAction: (kind: StateActionKind) => void,
  ) {
    this.action.addEventListener('click', () => onAction(this.action.dataset['kind'] as StateActionKind));
    this.chip.addEventListener('click', () => onAction('play'));
  }

  showName(name: string): void {
    setText(this.name, name);
    this.name.title = name;
  }

  /** @param latencyMs from capture to display; `undefined` if unknown */
  showLatency(latencyMs: number | undefined): void {
    setText(this.latency, latencyMs === undefined ? '' : latencyText(latencyMs, this.words.language));
  }

  show(view: PlaybackView, controls: PlayerControls): StateLook {
    const { current } = this.words;
    const { state, transport } = view;
    if (state !== 'no-input') this.noInputSince = undefined;
    else this.noInputSince ??= new Date();
    const context = { ...this.words.context, noInputSince: this.noInputSince };
    const look = lookOf(view, stateTextOf(view, current, context));
    const { chip, tone, title, text, details, action, isNotice, isBesideVideo } = look;
    const isPlayButton = state === 'paused' && controls === 'full';
    this.top.dataset['tone'] = this.chip.dataset['tone'] = this.notice.dataset['tone'] = tone;
    setText(this.state, chip);
    this.chip.title = transport === 'mjpeg' ? current.compatibleText : '';
    this.chip.hidden = chip === '' && controls !== 'status';
    setIcon(this.icon, icons[state] ?? 'quiet');
    // A wall of tiles would announce one state after the other, without a name.
    if (controls === 'status') this.said.removeAttribute('role');
    else this.said.setAttribute('role', 'status');
    const { classList } = this.notice;
    classList.toggle('across', isNotice && !isBesideVideo);
    classList.toggle('beside', isBesideVideo);
    classList.toggle('play', isPlayButton);
    classList.toggle('wordy', isPlayButton && view.reason !== undefined);
    setText(this.sentence, title);
    setText(this.text, text);
    setText(this.wait, look.isBusy && view.reason !== undefined ? [title, text].join(' ').trim() : '');
    setText(this.countdown, isNotice ? countdownOf(view, current, context) : '');
    this.details.hidden = !isNotice || details === '';
    setText(this.summary, current.details);
    setText(this.detailsText, details);
    this.showAction(action, isNotice && controls === 'full');
    return look;
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
    this.notice.classList.toggle('twice', isTwice);
    this.action.tabIndex = isTwice ? -1 : 0;
    if (isTwice) this.action.setAttribute('aria-hidden', 'true');
    else this.action.removeAttribute('aria-hidden');
  }
}

function lookOf({ state }: PlaybackView, text: StateText): StateLook {
  const isCovering = state === 'no-input' || state === 'ended';
  return {
    ...text,
    isNotice: text.isNotice || isCovering,
    isCovering,
    isBusy: state === 'connecting' || state === 'buffering',
  };
}

/** Steady to read: two digits at most. */
function latencyText(latencyMs: number, language: string): string {
  if (latencyMs < 100) return `${Math.round(latencyMs)} ms`;
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${(latencyMs / 1000).toLocaleString(language, digits)} s`;
}
