/** Packets that are kept; a power of two. */
const capacity = 512;

/** Older arrivals say nothing about the rate of now, in microseconds. */
const maxSpanUs = 5_000_000;

/** How many packets, over which time, a rate is taken of. */
export interface RateWindow {
  readonly minPackets: number;
  /** In microseconds. */
  readonly minSpanUs: number;
}

/** At which rate packets left and arrived: two rates of the same packets, robust against single gaps. */
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

  /** Takes a packet that arrived. */
  add(sentUs: number, arrivalUs: number, byteLength: number): void {
    const slot = this.packets & (capacity - 1);
    this.sentUs[slot] = sentUs;
    this.arrivalUs[slot] = arrivalUs;
    this.bytes[slot] = byteLength;
    this.packets++;
  }

  /** Forgets all packets: those sent under other conditions must not count for the present ones. */
  reset(): void {
    this.packets = 0;
    this.bps = undefined;
  }

  /** Measures the last packets that make a window; `bps` and its two parts are new afterwards. */
  measure({ minPackets, minSpanUs }: RateWindow): void {
    const kept = Math.min(this.packets, capacity);
    let count = 0;
    let total = 0;
    let firstSentUs = Infinity;
    let lastSentUs = -Infinity;
    let firstArrivalUs = Infinity;
    let lastArrivalUs = -Infinity;
    let bytesSentLast = 0;
    let bytesArrivedFirst = 0;
    let gapUs = 0;
    let secondGapUs = 0;
    for (; count < kept; count++) {
      const slot = (this.packets - 1 - count) & (capacity - 1);
      const sent = this.sentUs[slot] ?? 0;
      const arrival = this.arrivalUs[slot] ?? 0;
      const byteLength = this.bytes[slot] ?? 0;
      if (count >= minPackets && lastArrivalUs - firstArrivalUs >= minSpanUs) break;
      if (lastArrivalUs - arrival > maxSpanUs) break;
      const stepUs = count === 0 ? 0 : firstArrivalUs - arrival;
      if (stepUs > gapUs) {
        secondGapUs = gapUs;
        gapUs = stepUs;
      } else if (stepUs > secondGapUs) secondGapUs = stepUs;
      if (arrival < firstArrivalUs) {
        firstArrivalUs = arrival;
        bytesArrivedFirst = byteLength;
      }
      if (sent > lastSentUs) {
        lastSentUs = sent;
        bytesSentLast = byteLength;
      }
      firstSentUs = Math.min(firstSentUs, sent);
      lastArrivalUs = Math.max(lastArrivalUs, arrival);
      total += byteLength;
    }
    const arrivalSpanUs = lastArrivalUs - firstArrivalUs;
    if (count < minPackets || arrivalSpanUs < minSpanUs) {
      this.bps = undefined;
      return;
    }
    this.sendBps = rateOf(total - bytesSentLast, lastSentUs - firstSentUs);
    this.receiveBps = rateOf(total - bytesArrivedFirst, arrivalSpanUs - gapUs + secondGapUs);
    this.bps = Math.min(this.sendBps, this.receiveBps);
  }
}

function rateOf(bytes: number, spanUs: number): number {
  return (bytes * 8_000_000) / Math.max(spanUs, 1_000);
}
