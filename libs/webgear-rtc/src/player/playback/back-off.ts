/** Waits between tries: longer after each failure. */
export class BackOff {
  private failures = 0;

  /** @param random from 0 to 1 */
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number,
  ) {}

  /** How long to wait before the next try, in milliseconds. */
  nextDelayMs(): number {
    return this.spread(Math.min(this.firstMs * 2 ** this.failures++, this.longestMs));
  }

  /** A delay that is not the same for all: a server that comes back would meet everybody at once. */
  spread(delayMs: number): number {
    return delayMs * (0.75 + this.random() / 2);
  }

  /** After a success. */
  reset(): void {
    this.failures = 0;
  }
}
