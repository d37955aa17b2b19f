/** The least delay of so many seconds is the delay of the empty path. */
const bucketUs = 2_000_000;
const buckets = 10;

/** The queue is the least delay of the last packets: one that was held up alone says nothing. */
const recentPackets = 4;

/** A change of less than this is no trend, in microseconds. */
const trendUs = 5_000;

/** How long packets wait on the path: their delay, above the least one of the last 20 s. */
export class PathDelay {
  private readonly least = new Float64Array(buckets).fill(Infinity);
  private readonly recent = new Float64Array(recentPackets).fill(Infinity);
  private bucketEndUs: number | undefined;
  private bucket = 0;
  private packets = 0;
  private smoothedUs = 0;
  private latestUs = 0;

  /** How long the last packets waited, in microseconds. */
  get queueUs(): number {
    return this.latestUs;
  }

  /** Whether the queue shrinks. */
  get isFalling(): boolean {
    return this.latestUs < this.smoothedUs - trendUs;
  }

  /** Whether the queue grows. */
  get isRising(): boolean {
    return this.latestUs > this.smoothedUs + trendUs;
  }

  /** Takes a packet, in the order of sequence numbers. */
  add(sentUs: number, arrivalUs: number): void {
    const delayUs = arrivalUs - sentUs;
    this.bucketEndUs ??= sentUs + bucketUs;
    while (sentUs >= this.bucketEndUs) {
      this.bucketEndUs += bucketUs;
      this.bucket = (this.bucket + 1) % buckets;
      this.least[this.bucket] = Infinity;
    }
    this.least[this.bucket] = Math.min(this.least[this.bucket] ?? Infinity, delayUs);
    this.recent[this.packets % recentPackets] = delayUs;
    this.packets++;
  }

  /** Once per report, after its packets. */
  update(): void {
    if (this.packets === 0) return;
    this.smoothedUs = 0.7 * this.smoothedUs + 0.3 * this.latestUs;
    this.latestUs = least(this.recent) - least(this.least);
  }

  /** Takes the present delay for that of the empty path: a rate that fell did not shorten it, so the queue is not ours. */
  rebase(): void {
    this.least.fill(Infinity);
    this.least[this.bucket] = least(this.recent);
    this.latestUs = 0;
    this.smoothedUs = 0;
  }

  /** Begins again, as after a pause in which the path may have become another. */
  reset(): void {
    this.least.fill(Infinity);
    this.recent.fill(Infinity);
    this.bucketEndUs = undefined;
    this.packets = 0;
    this.latestUs = 0;
    this.smoothedUs = 0;
  }
}

function least(values: Float64Array): number {
  let found = Infinity;
  for (let index = 0; index < values.length; index++) found = Math.min(found, values[index] ?? Infinity);
  return found;
}
