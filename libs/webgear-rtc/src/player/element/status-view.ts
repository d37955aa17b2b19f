import { LazyPart } from '../lazy-part.js';
import type { PlaybackView } from '../playback/playback.interface.js';
import {
  stateTextOf,
  type StateActionKind,
  type StateText,
  type TextContext,
} from '../playback/state-text.js';
import type { LiveWords } from '../words/live-words.js';
import type { PlayerControls } from '../webgear-player.interface.js';
import { make, setText } from './make-element.js';
import type { NoticeView } from './notice-view.js';

/** How a state is shown. */
export interface StateLook extends StateText {
  /** Whether the notice covers the video, which has the same text burned in. */
  readonly isCovering: boolean;
  /** Whether something is waited for. */
  readonly isBusy: boolean;
}

/** What a notice shows. */
export interface NoticeContent {
  readonly look: StateLook;
  readonly view: PlaybackView;
  readonly controls: PlayerControls;
  readonly context: TextContext;
}

const noticeFile = new LazyPart(() => import('./notice-view.js'));

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
  private notice: NoticeView | undefined;
  private content: NoticeContent | undefined;
  private noInputSince: Date | undefined;

  /** @param onAction the viewer pressed the button of the notice, or the chip to go live */
  constructor(
    private readonly words: LiveWords,
    private readonly onAction: (kind: StateActionKind) => void,
  ) {
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
    const { chip, tone, title, text, isBusy } = look;
    this.top.dataset['tone'] = this.chip.dataset['tone'] = tone;
    setText(this.state, chip);
    this.chip.title = transport === 'mjpeg' ? current.compatibleText : '';
    this.chip.hidden = chip === '' && controls !== 'status';
    setText(this.wait, isBusy && view.reason !== undefined ? [title, text].join(' ').trim() : '');
    this.content = { look, view, controls, context };
    this.notice?.show(this.content, current);
    // While it connects, the first frame goes first; later, the server may be out of reach when a notice is due.
    if (this.notice === undefined && (state !== 'connecting' || view.reason !== undefined))
      void this.loadNotice();
    return look;
  }

  private async loadNotice(): Promise<void> {
    const file = await noticeFile.load();
    if (file === undefined || this.content === undefined || this.notice !== undefined) return;
    this.notice = new file.NoticeView(this.onAction);
    this.notice.placeAfter(this.spinner);
    this.notice.show(this.content, this.words.current);
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
