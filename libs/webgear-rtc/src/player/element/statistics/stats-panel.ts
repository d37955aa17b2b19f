import type { LiveWords } from '../../words/live-words.js';
import type { PlayerWords } from '../../words/player-words.js';
import * as icons from '../icon-paths.js';
import { makeIcon, type IconPath } from '../icons.js';
import { make, setText } from '../make-element.js';
import { Sparkline } from './sparkline.js';
import { StatsWriter, type StatsOrigin, type StatsRow } from './stats-rows.js';

/** Level that the meter shows as empty, in decibels of full scale. */
const FLOOR_DB = -60;
const SAMPLE_MS = 1000;

/** One row on screen. */
class ShownRow {
  private readonly name = make('dt');
  private readonly value = make('dd');
  private readonly spark = new Sparkline();
  private readonly line = make('dd', { class: 'line' }, this.spark.element);

  get elements(): readonly HTMLElement[] {
    return [this.name, this.line, this.value];
  }

  set isHidden(isHidden: boolean) {
    for (const element of this.elements) element.hidden = isHidden;
  }

  show(row: StatsRow, words: PlayerWords, isNew: boolean): void {
    setText(this.name, words[row.name]);
    setText(this.value, row.value);
    this.isHidden = false;
    const value = row.sample?.value;
    if (row.sample !== undefined && isNew) this.spark.add(value);
    this.value.dataset['level'] = value === undefined ? '' : levelOf(row, value, this.spark.median);
  }
}

/** The statistics, over a corner of the video. */
export class StatsPanel {
  private readonly list = make('dl');
  private readonly meter = make('meter', { min: String(FLOOR_DB), max: '0' });
  private readonly meterName = make('dt');
  private readonly meterRow = [this.meterName, make('dd', { class: 'line' }), make('dd', {}, this.meter)];
  private readonly title = make('strong');
  private readonly rows = new Map<string, ShownRow>();
  private shown: readonly StatsRow[] = [];
  private sampledAtMs = 0;
  readonly element: HTMLElement;

  /** @param onCopy gets the rows as text */
  constructor(
    private readonly words: LiveWords,
    private readonly onCopy: (rows: string) => void,
    private readonly onClose: () => void,
  ) {
    const copy = smallButton(icons.copy, () => this.copy());
    const close = smallButton(icons.close, () => this.onClose());
    const head = make('header', {}, this.title, copy, close);
    const attributes = { part: 'stats', class: 'stats panel', role: 'group', hidden: '' };
    this.element = make('div', attributes, head, this.list);
    words.bind(({ statistics, soundLevel, ...texts }) => {
      setText(this.title, statistics);
      this.element.setAttribute('aria-label', statistics);
      copy.setAttribute('aria-label', texts.copy);
      close.setAttribute('aria-label', texts.close);
      setText(this.meterName, soundLevel);
      this.meter.setAttribute('aria-label', soundLevel);
    });
  }

  /** Shows what there is; without new figures the last ones stay, dimmed. */
  show(origin: StatsOrigin): void {
    if (this.element.hidden) return;
    const { current, language } = this.words;
    const hasFigures = origin.stats !== undefined || origin.transport === 'mjpeg';
    this.element.classList.toggle('stale', !hasFigures);
    if (!hasFigures && this.shown.length > 0) return;
    const nowMs = performance.now();
    const isNew = nowMs - this.sampledAtMs >= SAMPLE_MS;
    if (isNew) this.sampledAtMs = nowMs;
    this.shown = new StatsWriter(current, language).rows(origin);
    for (const row of this.rows.values()) row.isHidden = true;
    this.arrange();
    for (const row of this.shown) this.rows.get(row.name)?.show(row, current, isNew);
    const { audio } = origin.stats ?? {};
    for (const element of this.meterRow) element.hidden = audio === undefined;
    // Decibels, as loudness is heard: half the amplitude is far more than half as loud.
    this.meter.value = 20 * Math.log10(Math.max(audio?.level ?? 0, 1e-6));
  }

  /** Adds the rows that are missing, in their order. */
  private arrange(): void {
    if (this.shown.every(({ name }) => this.rows.has(name))) return;
    for (const { name } of this.shown) if (!this.rows.has(name)) this.rows.set(name, new ShownRow());
    const rows = this.shown.flatMap(({ name }) => this.rows.get(name)?.elements ?? []);
    this.list.append(...rows, ...this.meterRow);
  }

  private copy(): void {
    const { current } = this.words;
    this.onCopy(this.shown.map(({ name, value }) => `${current[name]}: ${value}`).join('\n'));
  }
}

function smallButton(icon: IconPath, onPress: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button', part: 'button' }, makeIcon(icon));
  element.addEventListener('click', onPress);
  return element;
}

function levelOf({ limits, leastShares }: StatsRow, value: number, median: number | undefined): string {
  const isOver = (index: 0 | 1): boolean =>
    limits !== undefined
      ? value > limits[index]
      : leastShares !== undefined && median !== undefined && value < median * leastShares[index];
  if (isOver(1)) return 'red';
  return isOver(0) ? 'amber' : '';
}
