const bucketUs = 100_000;
const buckets = 10;

/** Fewer packets than this say nothing about loss. */
const minPackets = 20;

/** How many of the packets reported within the last second are missing. */
export class LossWindow {
  private readonly reported = new Int32Array(buckets);
  private readonly missing = new Int32Array(buckets);
  private bucketEndUs: number | undefined;
  private bucket = 0;

  /** 0 to 1; 0 while there are too few packets to tell. */
  get fractionLost(): number {
    const reported = sum(this.reported);
    return reported < minPackets ? 0 : Math.max(0, sum(this.missing) / reported);
  }

  /** What of it is no coincidence: of the 40 packets a second of a low rate, 4 are often lost where 2 are on average. */
  get fractionSurelyLost(): number {
    const reported = sum(this.reported);
    const missing = sum(this.missing);
    return reported < minPackets || missing <= 0 ? 0 : (missing - Math.sqrt(missing)) / reported;
  }

  /** Moves the window on; before each report. */
  advance(nowUs: number): void {
    this.bucketEndUs ??= nowUs + bucketUs;
    if (nowUs - this.bucketEndUs > buckets * bucketUs) this.reset(nowUs);
    while (nowUs >= this.bucketEndUs) {
      this.bucketEndUs += bucketUs;
      this.bucket = (this.bucket + 1) % buckets;
      this.reported[this.bucket] = 0;
      this.missing[this.bucket] = 0;
    }
  }

  /** Packets arrived that had not been reported before. */
  noteReceived(packets: number): void {
    this.reported[this.bucket] = (this.reported[this.bucket] ?? 0) + packets;
  }

  /** A packet arrived that had been reported as missing. */
  noteFound(): void {
    this.missing[this.bucket] = (this.missing[this.bucket] ?? 0) - 1;
  }

  /** A packet is missing so far. */
  noteLost(): void {
    this.reported[this.bucket] = (this.reported[this.bucket] ?? 0) + 1;
    this.missing[this.bucket] = (this.missing[this.bucket] ?? 0) + 1;
  }

  /** Forgets what was reported: it was of another rate. */
  reset(nowUs: number): void {
    this.reported.fill(0);
    this.missing.fill(0);
    this.bucketEndUs = nowUs + bucketUs;
  }
}

function sum(counts: Int32Array): number {
  let total = 0;
  for (let index = 0; index < counts.length; index++) total += counts[index] ?? 0;
  return total;
}
