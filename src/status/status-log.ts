import { statusText, type StatusDisplay, type TextOutput } from './status-display.js';
import type { StreamReading } from './stream-meter.js';

const SHORTEST_INTERVAL_MS = 10_000;

/**
 * The state of the streams as lines of a log: one when state or viewers change, and then none for ten seconds.
 *
 * A change is written when it has lasted until the next reading: by then its rates are those of a whole second.
 */
export class StatusLog implements StatusDisplay {
  private written: string | undefined;
  private earlier: string | undefined;
  private writtenAtMs = -Infinity;

  /** @param now the time of day, for the stamp of a line */
  constructor(
    private readonly output: TextOutput,
    private readonly now: () => Date = () => new Date(),
  ) {}

  show(readings: readonly StreamReading[], nowMs: number): void {
    const key = readings.map(({ state, viewers }) => `${state} ${viewers}`).join();
    // What holds at the start is no news: the start-up block has just been written.
    this.written ??= key;
    const lasts = key === this.earlier;
    this.earlier = key;
    if (!lasts || key === this.written || nowMs - this.writtenAtMs < SHORTEST_INTERVAL_MS) return;
    this.written = key;
    this.writtenAtMs = nowMs;
    this.output.write(`${this.now().toISOString()} ${statusText(readings)}\n`);
  }

  close(): void {}
}
