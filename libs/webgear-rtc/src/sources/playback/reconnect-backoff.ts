const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

/** How long to wait before a source is opened again: doubling, with jitter, so that many streams do not knock together. */
export class ReconnectBackoff {
  private failures = 0;

  /** @param random a number from 0 to 1 */
  constructor(private readonly random: () => number = Math.random) {}

  /** The wait before the next try, in milliseconds: between half and all of the present step. */
  nextDelayMs(): number {
    const step = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.failures);
    this.failures++;
    return step * (0.5 + this.random() / 2);
  }

  /** A try worked: the next failure starts from the shortest wait. */
  reset(): void {
    this.failures = 0;
  }
}
