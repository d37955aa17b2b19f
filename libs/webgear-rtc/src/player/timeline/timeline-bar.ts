import { make, setText } from '../element/make-element.js';
import type { TimelineWords } from '../words/player-words.js';
import { sharesOf, type KeptSpan } from './kept-times.js';
import type { WindowLength } from './time-window.js';

/** Several positions pass while a thumb is dragged; each fetches a part. */
const DRAG_MS = 250;
/** What keys add to the position, in milliseconds. */
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -5000,
  ArrowDown: -5000,
  ArrowRight: 5000,
  ArrowUp: 5000,
  PageDown: -60_000,
  PageUp: 60_000,
};
/** Gaps narrower than this share of the slider are not drawn. */
const LEAST_GAP = 0.002;

/** What the slider does. */
export interface BarActions {
  /** A time was chosen, in milliseconds since 1970, so exactly. */
  seek(timeMs: number, toleranceMs?: number): void;
  goLive(): void;
  /** The next length of the slider. */
  changeLength(): void;
  /** The viewer is about to use it. */
  onUse(): void;
}

/** What the slider shows. */
export interface BarState {
  readonly window: KeptSpan;
  readonly spans: readonly KeptSpan[];
  /** `undefined` for live. */
  readonly positionMs: number | undefined;
  readonly length: WindowLength;
  readonly hasLengths: boolean;
}

/** The slider over the buttons: what is kept, what is shown, and the way back to live. */
export class TimelineBar {
  private readonly time = make('time', { dir: 'ltr', 'aria-hidden': 'true' });
  private readonly kept = make('div', { class: 'kept' });
  private readonly slider = make('input', { type: 'range', step: '1', part: 'timeline-slider' });
  private readonly span = make('button', { type: 'button', part: 'button', class: 'span' });
  private readonly live = make('button', { type: 'button', part: 'button', class: 'go-live' });
  /** Stays while the rest fades: recorded video must not be taken for live. */
  readonly note = make('div', { class: 'recorded', part: 'recorded', hidden: '' });
  readonly element = make(
    'div',
    { class: 'timeline', part: 'timeline', role: 'group', hidden: '' },
    this.time,
    make('div', { class: 'track' }, this.kept, this.slider),
    this.span,
    this.live,
  );
  private isDragged = false;
  private dragTimer: ReturnType<typeof setTimeout> | undefined;
  private words: TimelineWords | undefined;
  private liveWord = '';
  private language = 'en';
  private drawn = '';

  constructor(private readonly actions: BarActions) {
    const { slider } = this;
    slider.addEventListener('input', () => {
      this.isDragged = true;
      this.showTime(slider.valueAsNumber);
      clearTimeout(this.dragTimer);
      this.dragTimer = setTimeout(() => this.seekByPointer(), DRAG_MS);
    });
    slider.addEventListener('change', () => {
      this.isDragged = false;
      clearTimeout(this.dragTimer);
      this.seekByPointer();
    });
    slider.addEventListener('keydown', (event) => this.useKey(event));
    this.live.addEventListener('click', () => actions.goLive());
    this.span.addEventListener('click', () => actions.changeLength());
    for (const type of ['pointerenter', 'focusin'])
      this.element.addEventListener(type, () => actions.onUse());
  }

  /** @param liveWord what live is called in the language */
  showWords(words: TimelineWords, liveWord: string, language: string): void {
    this.words = words;
    this.liveWord = liveWord;
    this.language = language;
    this.element.setAttribute('aria-label', words.lookBack);
    this.slider.setAttribute('aria-label', words.lookBack);
    setText(this.live, liveWord);
  }

  show({ window, spans, positionMs, length, hasLengths }: BarState): void {
    const { slider, words } = this;
    const isLive = positionMs === undefined;
    slider.min = String(Math.round(window.startMs));
    slider.max = String(Math.round(window.endMs));
    if (!this.isDragged) {
      slider.valueAsNumber = Math.round(positionMs ?? window.endMs);
      this.showTime(positionMs);
    }
    this.live.setAttribute('aria-pressed', String(isLive));
    this.span.hidden = !hasLengths;
    const { count, unit } = length;
    setText(this.span, count.toLocaleString(this.language, { style: 'unit', unit, unitDisplay: 'short' }));
    this.span.setAttribute('aria-label', `${words?.timeShown ?? ''}: ${this.span.textContent}`);
    this.note.hidden = isLive;
    if (!isLive) setText(this.note, `${words?.recorded ?? ''} · ${this.timeText(positionMs, true)}`);
    this.draw(sharesOf(spans, window, LEAST_GAP));
  }

  /** Ends what it waits for. */
  end(): void {
    clearTimeout(this.dragTimer);
    this.isDragged = false;
  }

  private seekByPointer(): void {
    const { slider, actions } = this;
    actions.seek(slider.valueAsNumber, (Number(slider.max) - Number(slider.min)) * LEAST_GAP * 2);
  }

  private useKey(event: KeyboardEvent): void {
    const { slider, actions } = this;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isReversed =
      event.key.startsWith('Arrow') && slider.matches(':dir(rtl)') && event.key.endsWith('t');
    const step = steps[event.key];
    if (step !== undefined) actions.seek(slider.valueAsNumber + (isReversed ? -step : step));
    else if (event.key === 'Home') actions.seek(-Infinity);
    else if (event.key === 'End') actions.goLive();
    else return;
    event.preventDefault();
  }

  private showTime(timeMs: number | undefined): void {
    const text = timeMs === undefined ? this.liveWord : this.timeText(timeMs, false);
    setText(this.time, timeMs === undefined ? '' : text);
    this.slider.setAttribute('aria-valuetext', text);
  }

  private timeText(timeMs: number, withDay: boolean): string {
    const time = new Date(timeMs);
    const isToday = time.toDateString() === new Date().toDateString();
    if (isToday || (!withDay && !this.isDragged)) return time.toLocaleTimeString(this.language);
    return time.toLocaleString(this.language, {
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  private draw(shares: readonly { readonly from: number; readonly to: number }[]): void {
    const drawn = shares.map(({ from, to }) => `${from.toFixed(4)}-${to.toFixed(4)}`).join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.kept.replaceChildren(
      ...shares.map(({ from, to }) => {
        const part = make('span');
        part.style.insetInlineStart = `${from * 100}%`;
        part.style.width = `${(to - from) * 100}%`;
        return part;
      }),
    );
  }
}
