/** Exponential back-off with jitter. */
export class BackOff {
  private failures = 0;

  /** @param random from 0 to 1 */
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number,
  ) {}

  /** Delay before the next attempt, in milliseconds. */
  nextDelayMs(): number {
    return this.spread(Math.min(this.firstMs * 2 ** this.failures++, this.longestMs));
  }

  /** Adds jitter, so that not all players reconnect to a restarted server at once. */
  spread(delayMs: number): number {
    return delayMs * (0.75 + this.random() / 2);
  }

  /** Resets the delay after a success. */
  reset(): void {
    this.failures = 0;
  }
}
