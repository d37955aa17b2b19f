import type { FormatContext } from 'node-av/lib';

/** A source that sends something is given this many time-outs for the next: frames may be twelve seconds apart. */
const PATIENCE = 1.5;

/** So many time-outs in all: FFmpeg looks at several frames before it knows a stream. */
const LONGEST_TIMEOUTS = 9;

/**
 * Ends an opening that takes too long. One whose format is known and whose bytes keep coming is a slow source, not a
 * silent one.
 */
export class OpenDeadline {
  private readonly endsAtMs: number;
  private timer: NodeJS.Timeout;
  private bytes = 0;

  /** @param onTimeout called once, when the time is up */
  constructor(
    private readonly context: Pick<FormatContext, 'iformat' | 'pbBytes'>,
    private readonly timeoutMs: number,
    private readonly onTimeout: () => void,
  ) {
    this.endsAtMs = performance.now() + timeoutMs * LONGEST_TIMEOUTS;
    this.timer = setTimeout(() => this.check(), timeoutMs);
  }

  /** It is open, or has failed. */
  clear(): void {
    clearTimeout(this.timer);
  }

  private check(): void {
    // Typed as a bigint, node-av gives the number 0 where there is no byte stream, as with RTSP; the two are never equal.
    const bytes = this.context.iformat === null ? 0 : Number(this.context.pbBytes);
    if (bytes === this.bytes || performance.now() > this.endsAtMs) return this.onTimeout();
    this.bytes = bytes;
    this.timer = setTimeout(() => this.check(), this.timeoutMs * PATIENCE);
  }
}
