import type { QualityAnswer } from '../session/server-calls.js';
import type { PlayerStats, PlayerTransport } from '../webgear-player.interface.js';
import { make, setText } from './make-element.js';

/** What the browser measures. */
const ownRows = ['Size', 'Rate', 'Bit rate', 'Loss', 'Round trip', 'Delay', 'Codec'] as const;
/** What the server says; hidden where it says nothing. */
const serverRows = ['Quality', 'Target', 'Estimate', 'Queue', 'Freezes'] as const;

type Row = (typeof ownRows)[number] | (typeof serverRows)[number];

/** The statistics, over a corner of the video. */
export class StatsPanel {
  private readonly values = new Map<Row, HTMLElement>();
  private readonly serverElements: HTMLElement[] = [];
  readonly element = make(
    'dl',
    { part: 'stats', class: 'stats', hidden: '' },
    ...ownRows.flatMap((row) => this.makeRow(row)),
    ...serverRows.flatMap((row) => {
      const elements = this.makeRow(row);
      this.serverElements.push(...elements);
      return elements;
    }),
  );

  /** @param quality what the server says of the session, if it does */
  show(stats: PlayerStats | undefined, transport: PlayerTransport, quality: QualityAnswer | undefined): void {
    if (this.element.hidden) return;
    const hasQuality = quality !== undefined && transport === 'webrtc';
    for (const element of this.serverElements) element.hidden = !hasQuality;
    const texts = { ...describeStats(stats, transport), ...describeQuality(quality) };
    for (const [row, value] of this.values) setText(value, texts[row]);
  }

  private makeRow(row: Row): HTMLElement[] {
    const value = make('dd');
    this.values.set(row, value);
    return [make('dt', {}, row), value];
  }
}

function describeStats(
  stats: PlayerStats | undefined,
  transport: PlayerTransport,
): Record<(typeof ownRows)[number], string> {
  const { width, height, bitrateBps, lossRate } = stats ?? {};
  return {
    Size: width === undefined ? '–' : `${width} × ${height ?? '–'}`,
    Rate: write(stats?.framesPerSecond, 'fps'),
    'Bit rate': writeRate(bitrateBps),
    Loss: write(lossRate === undefined ? undefined : lossRate * 100, '%', 1),
    'Round trip': write(stats?.roundTripMs, 'ms'),
    Delay: write(stats?.delayMs, 'ms'),
    Codec: transport === 'mjpeg' ? 'JPEG' : (stats?.codec?.replace('video/', '') ?? '–'),
  };
}

function describeQuality({
  rung,
  rungs = [],
  targetBps,
  estimateBps,
  queueMs,
  freezes,
}: QualityAnswer = {}): Record<(typeof serverRows)[number], string> {
  const place = rungs.findIndex((each) => each.rung === rung) + 1;
  return {
    Quality: rung === undefined ? '–' : place === 0 ? rung : `${rung}, ${place} of ${rungs.length}`,
    Target: writeRate(targetBps),
    Estimate: writeRate(estimateBps),
    Queue: write(queueMs, 'ms'),
    Freezes: freezes === undefined ? '–' : String(freezes),
  };
}

function write(value: number | undefined, unit: string, digits = 0): string {
  return value === undefined ? '–' : `${value.toFixed(digits)} ${unit}`;
}

function writeRate(bps: number | undefined): string {
  return write(bps === undefined ? undefined : bps / 1e6, 'Mbit/s', 2);
}
