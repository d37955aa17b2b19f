/** Lets a burst pass and then a steady rate; says no to the rest. */
export class TokenBucket {
  private tokens: number;
  private filledAtUs: number | undefined;

  constructor(
    private readonly capacity: number,
    private readonly tokensPerSecond: number,
  ) {
    this.tokens = capacity;
  }

  /** Takes one token; `false` when none is left. */
  take(nowUs: number): boolean {
    const elapsedUs = nowUs - (this.filledAtUs ?? nowUs);
    this.filledAtUs = nowUs;
    this.tokens = Math.min(this.capacity, this.tokens + (elapsedUs * this.tokensPerSecond) / 1_000_000);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
