/** Batches that are remembered; a power of two. Within 5 ms more do not leave: a stream of 70 Mbit/s would need them. */
const capacity = 64;

/** How many packets have left within a short window. */
export class RecentBatches {
  private readonly leftUs = new Float64Array(capacity);
  private readonly packets = new Uint16Array(capacity);
  private first = 0;
  private end = 0;
  private sum = 0;

  /** @param windowUs in microseconds */
  constructor(private readonly windowUs: number) {}

  /** Notes a batch that left. */
  add(packets: number, nowUs: number): void {
    if (this.end - this.first === capacity) this.forgetFirst();
    const slot = this.end & (capacity - 1);
    this.leftUs[slot] = nowUs;
    this.packets[slot] = packets;
    this.sum += packets;
    this.end++;
  }

  /** The packets of the window that ends now. */
  packetsAt(nowUs: number): number {
    while (
      this.first < this.end &&
      nowUs - (this.leftUs[this.first & (capacity - 1)] ?? 0) >= this.windowUs
    ) {
      this.forgetFirst();
    }
    return this.sum;
  }

  /** When the first of the batches leaves the window, in microseconds: until then there are no fewer packets in it. */
  get endUs(): number {
    return (this.leftUs[this.first & (capacity - 1)] ?? 0) + this.windowUs;
  }

  private forgetFirst(): void {
    this.sum -= this.packets[this.first & (capacity - 1)] ?? 0;
    this.first++;
  }
}
