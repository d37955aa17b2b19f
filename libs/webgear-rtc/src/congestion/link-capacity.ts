const overuseWeight = 0.05;
const probeWeight = 0.5;
const minVariance = 0.4;
const maxVariance = 2.5;
const deviations = 3;

/** What a path has been seen to carry when it was full: near it, a rate grows slowly. */
export class LinkCapacity {
  private estimateKbps: number | undefined;
  /** Of the error, normalised by the estimate. */
  private variance = minVariance;

  /** In bits per second; `undefined` while unknown. */
  get bps(): number | undefined {
    return this.estimateKbps === undefined ? undefined : this.estimateKbps * 1_000;
  }

  /** Takes the rate that arrived while the path was overused. */
  onOveruse(acknowledgedBps: number): void {
    if (!this.contains(acknowledgedBps)) this.estimateKbps = undefined;
    this.update(acknowledgedBps / 1_000, overuseWeight);
  }

  /** Takes the result of a probe that filled the path. */
  onSaturatingProbe(bps: number): void {
    this.update(bps / 1_000, probeWeight);
  }

  /** Forgets the capacity where more arrives than it allows for: the path has become another. */
  verify(acknowledgedBps: number): void {
    if (this.estimateKbps !== undefined && acknowledgedBps / 1_000 > this.estimateKbps + this.deviationKbps) {
      this.estimateKbps = undefined;
    }
  }

  /** Forgets it. */
  reset(): void {
    this.estimateKbps = undefined;
  }

  private contains(bps: number): boolean {
    const estimate = this.estimateKbps;
    return estimate === undefined || Math.abs(bps / 1_000 - estimate) <= this.deviationKbps;
  }

  private get deviationKbps(): number {
    return deviations * Math.sqrt(this.variance * (this.estimateKbps ?? 0));
  }

  private update(sampleKbps: number, weight: number): void {
    const before = this.estimateKbps;
    const estimate = before === undefined ? sampleKbps : (1 - weight) * before + weight * sampleKbps;
    this.estimateKbps = estimate;
    const error = estimate - sampleKbps;
    const variance = (1 - weight) * this.variance + (weight * error * error) / Math.max(estimate, 1);
    this.variance = Math.min(maxVariance, Math.max(minVariance, variance));
  }
}
