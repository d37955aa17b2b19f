import type { StreamTotals } from './stream-counters.js';
import type { StreamEngine } from './stream-engine.js';
import type { StreamJpeg } from './local-stream-engine.js';

/** A stream of a registration, whether it is made here or on another machine. */
export interface RegisteredStream extends StreamEngine {
  /** The same frames as JPEG images, for browsers and networks where WebRTC does not work. */
  readonly jpeg: StreamJpeg;
  /** Whether viewers see more than a slate. Waits for that so many milliseconds. */
  findsSource(waitMs: number): Promise<boolean>;
  /** What is counted since it is there. */
  totals(): StreamTotals;
}
