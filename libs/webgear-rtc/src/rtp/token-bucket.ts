/** Lets a burst pass and then a steady rate; says no to the rest. */
export class TokenBucket {
  private tokens: number;
  private filledAtUs: number | undefined;

  constructor(
    private capacity: number,
    private tokensPerSecond: number,
  ) {
    this.tokens = capacity;
  }

  /** Changes how much there may be, and how fast it comes back. */
  resize(capacity: number, tokensPerSecond: number): void {
    this.capacity = capacity;
    this.tokensPerSecond = tokensPerSecond;
    this.tokens = Math.min(this.tokens, capacity);
  }

  /** Takes tokens; `false`, and nothing taken, when not as many are left. */
  take(nowUs: number, tokens = 1): boolean {
    const elapsedUs = nowUs - (this.filledAtUs ?? nowUs);
    this.filledAtUs = nowUs;
    this.tokens = Math.min(this.capacity, this.tokens + (elapsedUs * this.tokensPerSecond) / 1_000_000);
    if (this.tokens < tokens) return false;
    this.tokens -= tokens;
    return true;
  }
}
