/** Points that a slope is taken of. */
const windowPoints = 20;
const smoothing = 0.9;

/** The slope over this many deltas and more counts alike. */
const maxDeltas = 60;
const gain = 4;

/** How fast the delay of a path grows: the slope of a line through its last smoothed delays. */
export class Trendline {
  private readonly arrivals = new Float64Array(windowPoints);
  private readonly delays = new Float64Array(windowPoints);
  private firstArrivalMs: number | undefined;
  private accumulatedMs = 0;
  private smoothedMs = 0;
  private deltas = 0;
  private lineSlope = 0;

  /** In milliseconds of delay per millisecond; 0 before there are enough points. */
  get slope(): number {
    return this.lineSlope;
  }

  /** What the detector compares with its threshold: the slope, weighted by how much of it has been seen. */
  get testValue(): number {
    return Math.min(this.deltas, maxDeltas) * this.lineSlope * gain;
  }

  /** Takes how much further apart two groups arrived than they left. */
  add(delayDeltaMs: number, arrivalMs: number): void {
    this.firstArrivalMs ??= arrivalMs;
    this.accumulatedMs += delayDeltaMs;
    this.smoothedMs = smoothing * this.smoothedMs + (1 - smoothing) * this.accumulatedMs;
    const slot = this.deltas % windowPoints;
    this.arrivals[slot] = arrivalMs - this.firstArrivalMs;
    this.delays[slot] = this.smoothedMs;
    this.deltas++;
    if (this.deltas >= windowPoints) this.lineSlope = this.fit(slot);
  }

  /** Begins again, as after a pause. */
  reset(): void {
    this.firstArrivalMs = undefined;
    this.accumulatedMs = 0;
    this.smoothedMs = 0;
    this.deltas = 0;
    this.lineSlope = 0;
  }

  /**
   * Least squares; the order of the points does not matter. Taken from the newest point on: far from zero, the differences of
   * the sums would be lost in rounding.
   */
  private fit(newest: number): number {
    const { arrivals, delays } = this;
    const originX = arrivals[newest] ?? 0;
    const originY = delays[newest] ?? 0;
    let sumX = 0;
    let sumY = 0;
    let sumXY = 0;
    let sumXX = 0;
    for (let point = 0; point < windowPoints; point++) {
      const x = (arrivals[point] ?? 0) - originX;
      const y = (delays[point] ?? 0) - originY;
      sumX += x;
      sumY += y;
      sumXY += x * y;
      sumXX += x * x;
    }
    const variance = windowPoints * sumXX - sumX * sumX;
    return variance === 0 ? this.lineSlope : (windowPoints * sumXY - sumX * sumY) / variance;
  }
}
