/** A histogram at one instant. */
export interface HistogramSnapshot {
  /** Upper bounds of the buckets, ascending and included; one more bucket is for what is above. */
  readonly bounds: readonly number[];
  /** Values in each bucket alone. */
  readonly counts: ArrayLike<number>;
  /** Of all values. */
  readonly sum: number;
}

/** Counts values by buckets. Taking one allocates nothing, since it may happen for each frame. */
export class Histogram implements HistogramSnapshot {
  readonly counts: Float64Array;
  private total = 0;

  /** @param bounds upper bounds of the buckets, ascending and included */
  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  get sum(): number {
    return this.total;
  }

  /** How many values it has taken. */
  get count(): number {
    let count = 0;
    for (const each of this.counts) count += each;
    return count;
  }

  /** Takes one value; what is no number is left out. */
  observe(value: number): void {
    if (Number.isNaN(value)) return;
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] ?? 0)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.total += value;
  }

  /** A histogram of its own with the same values. */
  copy(): Histogram {
    const copy = new Histogram(this.bounds);
    copy.counts.set(this.counts);
    copy.total = this.total;
    return copy;
  }
}

/** Bounds for what a frame takes, in seconds. */
export const frameSeconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.1, 0.2, 0.5, 1] as const;

/** How long the frames of one stream take. */
export interface FrameTimes {
  /** The encoder, in seconds per frame. */
  readonly encode: Histogram;
  /** From its capture until it is handed to all viewers, in seconds per frame and rendition. */
  readonly captureToSend: Histogram;
}

/** Takes the times of one stream, from none on. */
export function createFrameTimes(): FrameTimes {
  return { encode: new Histogram(frameSeconds), captureToSend: new Histogram(frameSeconds) };
}
