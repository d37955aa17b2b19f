import type { QualityAnswer } from '../session/server-calls.js';
import type { PlayerStats, PlayerTransport } from '../webgear-player.interface.js';
import { make, setText } from './make-element.js';
import { describeAudio, describeQuality, describeVideo, type Rows } from './stats-text.js';

/** Level that the meter shows as empty, in decibels of full scale. */
const FLOOR_DB = -60;

/** Rows that are shown or hidden together. */
class RowGroup {
  private readonly values = new Map<string, HTMLElement>();
  readonly elements: HTMLElement[] = [];

  constructor(rows: Rows, ...further: HTMLElement[]) {
    for (const name of Object.keys(rows)) {
      const value = make('dd');
      this.values.set(name, value);
      this.elements.push(make('dt', {}, name), value);
    }
    this.elements.push(...further);
  }

  show(rows: Rows, isVisible = true): void {
    for (const element of this.elements) element.hidden = !isVisible;
    for (const [name, value] of this.values) setText(value, rows[name] ?? '–');
  }
}

/** The statistics, over a corner of the video. */
export class StatsPanel {
  private readonly meter = make('meter', { min: String(FLOOR_DB), max: '0', 'aria-label': 'Sound level' });
  private readonly video = new RowGroup(describeVideo(undefined, 'webrtc'));
  private readonly audio = new RowGroup(
    describeAudio(undefined),
    make('dt', {}, 'Sound level'),
    make('dd', {}, this.meter),
  );
  private readonly server = new RowGroup(describeQuality());
  readonly element = make(
    'dl',
    { part: 'stats', class: 'stats', hidden: '' },
    ...[this.video, this.audio, this.server].flatMap(({ elements }) => elements),
  );

  /** @param quality what the server says of the session, if it does */
  show(stats: PlayerStats | undefined, transport: PlayerTransport, quality: QualityAnswer | undefined): void {
    if (this.element.hidden) return;
    const isConnected = transport === 'webrtc';
    const audio = isConnected ? stats?.audio : undefined;
    this.video.show(describeVideo(stats, transport));
    this.audio.show(describeAudio(audio), audio !== undefined);
    // Decibels, as loudness is heard: half the amplitude is far more than half as loud.
    this.meter.value = 20 * Math.log10(Math.max(audio?.level ?? 0, 1e-6));
    this.server.show(describeQuality(quality), quality !== undefined && isConnected);
  }
}
