/** A sender that uses more than this share of its estimate shows what the path carries. */
const usedShare = 0.65;

/** How much unused budget counts, in seconds. */
const budgetSeconds = 0.5;
const enterAbove = 0.8;
const leaveBelow = 0.5;

/** Tells whether the application sends less than the path may carry: then what arrives says nothing about the path. */
export class ApplicationLimit {
  private budget = 0;
  private isOn = false;
  private updatedUs: number | undefined;
  private countedBytes = 0;

  /** As of the last update. */
  get isLimited(): boolean {
    return this.isOn;
  }

  /** @param totalBytes everything sent so far */
  update(totalBytes: number, estimateBps: number, nowUs: number): void {
    const elapsedUs = nowUs - (this.updatedUs ?? nowUs);
    const bytesPerSecond = (usedShare * estimateBps) / 8;
    const limit = budgetSeconds * bytesPerSecond;
    this.budget += (elapsedUs * bytesPerSecond) / 1_000_000 - (totalBytes - this.countedBytes);
    this.budget = Math.min(limit, Math.max(-limit, this.budget));
    this.updatedUs = nowUs;
    this.countedBytes = totalBytes;
    if (this.budget > enterAbove * limit) this.isOn = true;
    else if (this.budget < leaveBelow * limit) this.isOn = false;
  }
}
