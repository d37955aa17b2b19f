const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

/** Exponential back-off for reconnecting, with jitter, so that many streams do not reconnect at once. */
export class ReconnectBackoff {
  private failures = 0;

  /** @param random returns a number from 0 to 1 */
  constructor(private readonly random: () => number = Math.random) {}

  /** Delay before the next attempt, in milliseconds: between half and all of the current step. */
  nextDelayMs(): number {
    const step = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.failures);
    this.failures++;
    return step * (0.5 + this.random() / 2);
  }

  /** An attempt succeeded: the next failure starts with the shortest delay. */
  reset(): void {
    this.failures = 0;
  }
}
