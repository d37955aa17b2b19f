/** A packet in the order of its stream. */
export interface ReceivedPacket {
  /** Sequence number that does not wrap. */
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  /** Without padding; never empty. */
  readonly payload: Buffer;
  /** When it arrived, in microseconds on the `CaptureClock`. */
  readonly arrivedUs: number;
}

/** What a {@link JitterBuffer} tells. */
export interface JitterBufferEvents {
  /** The next packet in order. */
  readonly onPacket: (packet: ReceivedPacket) => void;
  /** The packets between the one before and the next are lost for good. */
  readonly onLoss: () => void;
}

/** Packets that a stream may be ahead of one that is missing: a second of 20 Mbit/s. */
const capacity = 2048;

/** Bytes that may wait for a missing packet. */
const maxBytes = 4 * 1024 * 1024;

/** How often a packet is asked for, and how long it is waited for, in microseconds. */
const maxRequests = 8;
const usualPatienceUs = 500_000;

/** Wait for the answer to a request before the round trip is known, and its bounds, in microseconds. */
const firstRetryUs = 80_000;
const shortestRetryUs = 20_000;
const longestRetryUs = 250_000;

/**
 * Puts the packets of one stream in order, and keeps account of those that are missing.
 *
 * Nothing waits that need not: in order, a packet leaves at once. Playing at an even pace is left to viewers, whose browsers do it
 * by the timestamps.
 */
export class JitterBuffer {
  private readonly slots: (ReceivedPacket | undefined)[] = Array.from({ length: capacity });
  private readonly missingSinceUs = new Float64Array(capacity);
  private readonly requestedUs = new Float64Array(capacity);
  private readonly requests = new Uint8Array(capacity);
  /** Of the packet that leaves next. */
  private next: number | undefined;
  /** One above the newest. */
  private end = 0;
  private bytes = 0;
  private roundTripUs: number | undefined;
  private lost = 0;

  /** @param patienceUs how long a missing packet is waited for, in microseconds */
  constructor(
    private readonly events: JitterBufferEvents,
    private readonly patienceUs = usualPatienceUs,
  ) {}

  /** Packets that were given up. */
  get packetsLost(): number {
    return this.lost;
  }

  /** Takes a packet; one that comes twice, or too late, is dropped. */
  push(packet: ReceivedPacket): void {
    const { sequence } = packet;
    if (this.next === undefined) this.next = this.end = sequence;
    if (sequence < this.next || this.slots[sequence % capacity]?.sequence === sequence) return;
    // Longer than anything could be repaired: the packets between are lost at once.
    if (sequence - this.next >= capacity) this.giveUp(sequence - capacity + 1);
    this.noteMissing(sequence, packet.arrivedUs);
    this.noteAnswer(sequence, packet.arrivedUs);
    this.slots[sequence % capacity] = packet;
    this.bytes += packet.payload.length;
    this.release();
    if (this.bytes > maxBytes) this.skipGap();
  }

  /** A sequence number that was used for padding alone: it is not missing. */
  pushEmpty(sequence: number, timestamp: number, nowUs: number): void {
    this.push({ sequence, timestamp, marker: false, payload: empty, arrivedUs: nowUs });
  }

  /**
   * Gives up what has been waited for long enough.
   *
   * @returns sequence numbers to ask for now, in order
   */
  takeMissing(nowUs: number): number[] {
    while (this.next !== undefined && this.next < this.end && this.isHopeless(this.next, nowUs))
      this.skipGap();
    const missing: number[] = [];
    for (let sequence = this.next ?? this.end; sequence < this.end; sequence++) {
      const at = sequence % capacity;
      if (this.slots[at] !== undefined) continue;
      const requests = this.requests[at] ?? 0;
      if (requests >= maxRequests) continue;
      if (requests > 0 && nowUs - (this.requestedUs[at] ?? 0) < this.retryUs) continue;
      this.requests[at] = requests + 1;
      this.requestedUs[at] = nowUs;
      missing.push(sequence);
    }
    return missing;
  }

  private get retryUs(): number {
    if (this.roundTripUs === undefined) return firstRetryUs;
    return Math.min(longestRetryUs, Math.max(shortestRetryUs, 1.5 * this.roundTripUs));
  }

  private isHopeless(sequence: number, nowUs: number): boolean {
    return nowUs - (this.missingSinceUs[sequence % capacity] ?? 0) > this.patienceUs;
  }

  private noteMissing(sequence: number, nowUs: number): void {
    for (let missing = this.end; missing < sequence; missing++) {
      const at = missing % capacity;
      this.missingSinceUs[at] = nowUs;
      this.requests[at] = 0;
    }
    this.end = Math.max(this.end, sequence + 1);
  }

  /** A packet that was asked for once tells the round trip; after a second request it is not known which was answered. */
  private noteAnswer(sequence: number, nowUs: number): void {
    const at = sequence % capacity;
    if (sequence < this.end - 1 && this.requests[at] === 1) {
      const measuredUs = nowUs - (this.requestedUs[at] ?? nowUs);
      this.roundTripUs =
        this.roundTripUs === undefined ? measuredUs : 0.9 * this.roundTripUs + 0.1 * measuredUs;
    }
    this.requests[at] = 0;
  }

  private release(): void {
    if (this.next === undefined) return;
    for (; this.next < this.end; this.next++) {
      const at = this.next % capacity;
      const packet = this.slots[at];
      if (packet === undefined) return;
      this.slots[at] = undefined;
      this.bytes -= packet.payload.length;
      if (packet.payload.length > 0) this.events.onPacket(packet);
    }
  }

  private skipGap(): void {
    let to = this.next ?? this.end;
    while (to < this.end && this.slots[to % capacity] === undefined) to++;
    this.giveUp(to);
    this.release();
  }

  /** All before `to` that has not come is lost; what has come leaves in order. */
  private giveUp(to: number): void {
    while (this.next !== undefined && this.next < to) {
      if (this.slots[this.next % capacity] !== undefined && this.next < this.end) {
        this.release();
        continue;
      }
      let until = this.next;
      const last = Math.min(to, this.end);
      while (until < last && this.slots[until % capacity] === undefined) until++;
      if (until === this.next) until = to;
      this.lost += until - this.next;
      this.next = until;
      this.end = Math.max(this.end, until);
      this.events.onLoss();
    }
  }
}

const empty = Buffer.alloc(0);
