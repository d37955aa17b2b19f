/** Lets pictures through at no more than a rate, however they come. */
export class FrameRateLimiter {
  private dueUs = Number.NEGATIVE_INFINITY;

  /** @param intervalUs mean distance of pictures, in microseconds, at least */
  constructor(private readonly intervalUs: number) {}

  /** Whether a picture of now is to go through. */
  take(nowUs: number): boolean {
    if (nowUs < this.dueUs) return false;
    // From when it was due, not from now: of 30 pictures a second, 10 would otherwise become 7.5.
    this.dueUs = Math.max(this.dueUs + this.intervalUs, nowUs);
    return true;
  }
}
