import type { FormatContext } from 'node-av/lib';

/** Factor by which a source that has sent data may take longer for more: frames may be twelve seconds apart. */
const SLOWER_FACTOR = 1.5;

/** Total limit, in timeouts: FFmpeg reads several frames before it knows a stream. */
const MAX_TIMEOUTS = 9;

/**
 * Ends an opening that takes too long. A source whose format is known and whose data keeps arriving is slow, not
 * silent, and gets more time.
 */
export class OpenDeadline {
  private readonly endsAtMs: number;
  private timer: NodeJS.Timeout;
  private bytes = 0;

  /** @param onTimeout called once when the time is up */
  constructor(
    private readonly context: Pick<FormatContext, 'iformat' | 'pbBytes'>,
    private readonly timeoutMs: number,
    private readonly onTimeout: () => void,
  ) {
    this.endsAtMs = performance.now() + timeoutMs * MAX_TIMEOUTS;
    this.timer = setTimeout(() => this.check(), timeoutMs);
  }

  /** The input is open, or has failed. */
  clear(): void {
    clearTimeout(this.timer);
  }

  private check(): void {
    // Typed as bigint, but node-av returns the number 0 without a byte stream, as for RTSP; `0 === 0n` is false.
    const bytes = this.context.iformat === null ? 0 : Number(this.context.pbBytes);
    if (bytes === this.bytes || performance.now() > this.endsAtMs) return this.onTimeout();
    this.bytes = bytes;
    this.timer = setTimeout(() => this.check(), this.timeoutMs * SLOWER_FACTOR);
  }
}
