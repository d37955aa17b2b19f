import type { PlayerStats, PlayerTransport } from '../webgear-player.interface.js';
import { make, setText } from './make-element.js';

const rows = ['Size', 'Rate', 'Bit rate', 'Loss', 'Round trip', 'Delay', 'Codec'] as const;

/** The statistics, over a corner of the video. */
export class StatsPanel {
  private readonly values = new Map(rows.map((row) => [row, make('dd')]));
  readonly element = make(
    'dl',
    { part: 'stats', class: 'stats', hidden: '' },
    ...[...this.values].flatMap(([row, value]) => [make('dt', {}, row), value]),
  );

  show(stats: PlayerStats | undefined, transport: PlayerTransport): void {
    if (this.element.hidden) return;
    const texts = describe(stats, transport);
    for (const [row, value] of this.values) setText(value, texts[row]);
  }
}

function describe(
  stats: PlayerStats | undefined,
  transport: PlayerTransport,
): Record<(typeof rows)[number], string> {
  const write = (value: number | undefined, unit: string, digits = 0): string =>
    value === undefined ? '–' : `${value.toFixed(digits)} ${unit}`;
  const { width, height, bitrateBps, lossRate } = stats ?? {};
  return {
    Size: width === undefined ? '–' : `${width} × ${height ?? '–'}`,
    Rate: write(stats?.framesPerSecond, 'fps'),
    'Bit rate': write(bitrateBps === undefined ? undefined : bitrateBps / 1e6, 'Mbit/s', 2),
    Loss: write(lossRate === undefined ? undefined : lossRate * 100, '%', 1),
    'Round trip': write(stats?.roundTripMs, 'ms'),
    Delay: write(stats?.delayMs, 'ms'),
    Codec: transport === 'mjpeg' ? 'JPEG' : (stats?.codec?.replace('video/', '') ?? '–'),
  };
}
