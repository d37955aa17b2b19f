/** Packets that are kept; a power of two, and a multiple of those of a block. */
const capacity = 512;
/** Packets that are summed up when the last of them has come; a power of two. */
const blockPackets = 16;
const blocks = capacity / blockPackets;

/** Older arrivals say nothing about the rate of now, in microseconds. */
const maxSpanUs = 5_000_000;

/** How many packets, over which time, a rate is taken of. */
export interface RateWindow {
  readonly minPackets: number;
  /** In microseconds. */
  readonly minSpanUs: number;
}

/**
 * At which rate packets left and arrived: two rates of the same packets, robust against single gaps.
 *
 * A window is read backwards from the last packet, and with each report: whole blocks of it are taken at once, where that
 * makes no difference to taking their packets one by one.
 */
export class AcknowledgedRate {
  /** The smaller one of the two rates, in bits per second; `undefined` before there is enough. */
  bps: number | undefined;
  /** At which the packets left, in bits per second. */
  sendBps = 0;
  /** At which they arrived, in bits per second. */
  receiveBps = 0;

  private readonly sentUs = new Float64Array(capacity);
  private readonly arrivalUs = new Float64Array(capacity);
  private readonly bytes = new Uint32Array(capacity);
  private packets = 0;
  private readonly window = new Span();
  private readonly summed: readonly Span[] = Array.from({ length: blocks }, () => new Span());

  /** Takes a packet that arrived. */
  add(sentUs: number, arrivalUs: number, byteLength: number): void {
    const slot = this.packets & (capacity - 1);
    this.sentUs[slot] = sentUs;
    this.arrivalUs[slot] = arrivalUs;
    this.bytes[slot] = byteLength;
    this.packets++;
    if (this.packets % blockPackets === 0) this.sumUp(slot);
  }

  /** Forgets all packets: those sent under other conditions must not count for the present ones. */
  reset(): void {
    this.packets = 0;
    this.bps = undefined;
  }

  /** Measures the last packets that make a window; `bps` and its two parts are new afterwards. */
  measure({ minPackets, minSpanUs }: RateWindow): void {
    const { window } = this;
    window.clear();
    const oldest = Math.max(0, this.packets - capacity);
    for (let at = this.packets - 1; at >= oldest;) {
      const slot = at & (capacity - 1);
      if (window.count >= minPackets && window.arrivalSpanUs >= minSpanUs) break;
      const isWhole = (at + 1) % blockPackets === 0 && at + 1 - blockPackets >= oldest;
      const block = isWhole ? this.summed[(slot / blockPackets) | 0] : undefined;
      if (block !== undefined && window.mayTake(block, minPackets, minSpanUs)) {
        window.addBlock(block);
        at -= blockPackets;
        continue;
      }
      const arrivalUs = this.arrivalUs[slot] ?? 0;
      if (window.lastArrivalUs - arrivalUs > maxSpanUs) break;
      window.add(this.sentUs[slot] ?? 0, arrivalUs, this.bytes[slot] ?? 0);
      at--;
    }
    const { count, arrivalSpanUs } = window;
    if (count < minPackets || arrivalSpanUs < minSpanUs) {
      this.bps = undefined;
      return;
    }
    this.sendBps = rateOf(window.bytes - window.bytesSentLast, window.lastSentUs - window.firstSentUs);
    const spanUs = arrivalSpanUs - window.gapUs + window.secondGapUs;
    this.receiveBps = rateOf(window.bytes - window.bytesArrivedFirst, spanUs);
    this.bps = Math.min(this.sendBps, this.receiveBps);
  }

  private sumUp(lastSlot: number): void {
    const block = this.summed[(lastSlot / blockPackets) | 0];
    block?.fill(this.sentUs, this.arrivalUs, this.bytes, lastSlot, blockPackets);
  }
}

/** Packets that follow one another, taken from the last one backwards. */
class Span {
  count = 0;
  bytes = 0;
  firstSentUs = Infinity;
  lastSentUs = -Infinity;
  firstArrivalUs = Infinity;
  lastArrivalUs = -Infinity;
  bytesSentLast = 0;
  bytesArrivedFirst = 0;
  /** Of the packet that was taken first, which another may have overtaken. */
  newestArrivalUs = 0;
  /** The longest time between two arrivals, and the one after it. */
  gapUs = 0;
  secondGapUs = 0;

  get arrivalSpanUs(): number {
    return this.lastArrivalUs - this.firstArrivalUs;
  }

  clear(): void {
    this.count = 0;
    this.bytes = 0;
    this.firstSentUs = Infinity;
    this.lastSentUs = -Infinity;
    this.firstArrivalUs = Infinity;
    this.lastArrivalUs = -Infinity;
    this.gapUs = 0;
    this.secondGapUs = 0;
  }

  add(sentUs: number, arrivalUs: number, byteLength: number): void {
    if (this.count === 0) this.newestArrivalUs = arrivalUs;
    else this.addGap(this.firstArrivalUs - arrivalUs);
    this.join(sentUs, sentUs, byteLength, arrivalUs, arrivalUs, byteLength);
    this.bytes += byteLength;
    this.count++;
  }

  /**
   * Takes the packets of a block instead of what it had. In variables: fields of numbers this large cost a look at each access,
   * and every packet passes here.
   */
  fill(sentUs: Float64Array, arrivalUs: Float64Array, bytes: Uint32Array, last: number, count: number): void {
    let total = 0;
    let firstSentUs = Infinity;
    let lastSentUs = -Infinity;
    let bytesSentLast = 0;
    let firstArrivalUs = arrivalUs[last] ?? 0;
    let lastArrivalUs = firstArrivalUs;
    let bytesArrivedFirst = bytes[last] ?? 0;
    let gapUs = 0;
    let secondGapUs = 0;
    for (let slot = last; slot > last - count; slot--) {
      const byteLength = bytes[slot] ?? 0;
      const leftUs = sentUs[slot] ?? 0;
      const cameUs = arrivalUs[slot] ?? 0;
      total += byteLength;
      if (leftUs > lastSentUs) {
        lastSentUs = leftUs;
        bytesSentLast = byteLength;
      }
      if (leftUs < firstSentUs) firstSentUs = leftUs;
      const apartUs = firstArrivalUs - cameUs;
      if (apartUs > gapUs) {
        secondGapUs = gapUs;
        gapUs = apartUs;
      } else if (apartUs > secondGapUs) secondGapUs = apartUs;
      if (apartUs > 0) {
        firstArrivalUs = cameUs;
        bytesArrivedFirst = byteLength;
      }
      if (cameUs > lastArrivalUs) lastArrivalUs = cameUs;
    }
    this.count = count;
    this.bytes = total;
    this.firstSentUs = firstSentUs;
    this.lastSentUs = lastSentUs;
    this.bytesSentLast = bytesSentLast;
    this.firstArrivalUs = firstArrivalUs;
    this.lastArrivalUs = lastArrivalUs;
    this.bytesArrivedFirst = bytesArrivedFirst;
    this.newestArrivalUs = arrivalUs[last] ?? 0;
    this.gapUs = gapUs;
    this.secondGapUs = secondGapUs;
  }

  /** Whether a block before it ends neither the window nor what is kept, and has no packet that overtook one of these. */
  mayTake(block: Span, minPackets: number, minSpanUs: number): boolean {
    const lastArrivalUs = Math.max(this.lastArrivalUs, block.lastArrivalUs);
    const spanUs = lastArrivalUs - block.firstArrivalUs;
    const endsWindow = this.count + block.count > minPackets && spanUs >= minSpanUs;
    return !endsWindow && spanUs <= maxSpanUs && block.lastArrivalUs <= this.firstArrivalUs;
  }

  addBlock(block: Span): void {
    if (this.count > 0) this.addGap(this.firstArrivalUs - block.newestArrivalUs);
    this.addGap(block.gapUs);
    this.addGap(block.secondGapUs);
    this.join(
      block.firstSentUs,
      block.lastSentUs,
      block.bytesSentLast,
      block.firstArrivalUs,
      block.lastArrivalUs,
      block.bytesArrivedFirst,
    );
    this.bytes += block.bytes;
    this.count += block.count;
  }

  private join(
    firstSentUs: number,
    lastSentUs: number,
    bytesSentLast: number,
    firstArrivalUs: number,
    lastArrivalUs: number,
    bytesArrivedFirst: number,
  ): void {
    if (lastSentUs > this.lastSentUs) {
      this.lastSentUs = lastSentUs;
      this.bytesSentLast = bytesSentLast;
    }
    if (firstSentUs < this.firstSentUs) this.firstSentUs = firstSentUs;
    if (firstArrivalUs < this.firstArrivalUs) {
      this.firstArrivalUs = firstArrivalUs;
      this.bytesArrivedFirst = bytesArrivedFirst;
    }
    if (lastArrivalUs > this.lastArrivalUs) this.lastArrivalUs = lastArrivalUs;
  }

  private addGap(gapUs: number): void {
    if (gapUs > this.gapUs) {
      this.secondGapUs = this.gapUs;
      this.gapUs = gapUs;
    } else if (gapUs > this.secondGapUs) this.secondGapUs = gapUs;
  }
}

function rateOf(bytes: number, spanUs: number): number {
  return (bytes * 8_000_000) / Math.max(spanUs, 1_000);
}
