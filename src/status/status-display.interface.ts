import type { StreamReading } from './stream-meter.js';

/** Where the state of the streams is shown. */
export interface StatusDisplay {
  /** Takes the readings of this moment, about once a second. */
  show(readings: readonly StreamReading[], nowMs: number): void;
  /** Leaves the output as the next one expects it. */
  close(): void;
}
