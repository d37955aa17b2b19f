import { SequenceExtender } from '../../bitstream/rtp/sequence-extender.js';

const tickUs = 250;
const referenceTickUs = 64_000;
/** Largest delta in both directions, in ticks. */
const largestDelta = 0x7fff;

/** Packets of one message; more at once are those of a second at 50 Mbit/s. */
const capacity = 4096;

/** Statuses of one message, so that it fits into one datagram whatever they are. */
const maxStatuses = 400;

/**
 * Records when packets arrived, and writes transport-wide feedback on them (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1),
 * by which the sender estimates what its path carries.
 */
export class TransportFeedbackRecorder {
  private readonly extender = new SequenceExtender(16);
  /** Arrival times by sequence number modulo the capacity; NaN for what has not come. */
  private readonly arrivals = new Float64Array(capacity).fill(Number.NaN);
  /** The first that has not been reported, and one above the newest. */
  private next: number | undefined;
  private end = 0;
  private messages = 0;

  /** A packet arrived. */
  note(sequenceNumber: number, nowUs: number): void {
    const sequence = this.extender.extend(sequenceNumber);
    this.next ??= this.end = sequence;
    // Late ones were reported as missing, which the sender repaired or not.
    if (sequence < this.next) return;
    if (sequence - this.next >= capacity) this.forgetBefore(sequence - capacity + 1);
    this.end = Math.max(this.end, sequence + 1);
    this.arrivals[sequence % capacity] = nowUs;
  }

  /**
   * The next message on what arrived since the one before; `undefined` when nothing did.
   *
   * @param ssrc ours
   * @param mediaSsrc any of the sender's
   */
  take(ssrc: number, mediaSsrc: number): Buffer | undefined {
    const first = this.firstArrived();
    if (first === undefined) return undefined;
    const base = Math.max(this.next ?? first, first - maxStatuses + 1);
    const reference = Math.floor(this.arrivalOf(first) / referenceTickUs);
    const symbols: number[] = [];
    const deltas: number[] = [];
    let ticks = (reference * referenceTickUs) / tickUs;
    let sequence = base;
    for (; sequence < this.end && symbols.length < maxStatuses; sequence++) {
      const arrivedUs = this.arrivalOf(sequence);
      if (Number.isNaN(arrivedUs)) {
        symbols.push(0);
        continue;
      }
      const delta = Math.round(arrivedUs / tickUs) - ticks;
      // Too far apart for one message: the next begins there.
      if (Math.abs(delta) > largestDelta) break;
      ticks += delta;
      const isSmall = delta >= 0 && delta <= 0xff;
      symbols.push(isSmall ? 1 : 2);
      if (isSmall) deltas.push(delta);
      else deltas.push((delta >> 8) & 0xff, delta & 0xff);
    }
    this.forgetBefore(sequence);
    return encode({ ssrc, mediaSsrc, base, reference, count: this.messages++, symbols, deltas });
  }

  private firstArrived(): number | undefined {
    for (let sequence = this.next ?? this.end; sequence < this.end; sequence++) {
      if (!Number.isNaN(this.arrivalOf(sequence))) return sequence;
    }
    return undefined;
  }

  private arrivalOf(sequence: number): number {
    return this.arrivals[sequence % capacity] ?? Number.NaN;
  }

  private forgetBefore(sequence: number): void {
    const next = this.next ?? sequence;
    if (sequence - next >= capacity) this.arrivals.fill(Number.NaN);
    else for (let before = next; before < sequence; before++) this.arrivals[before % capacity] = Number.NaN;
    this.next = sequence;
    this.end = Math.max(this.end, sequence);
  }
}

interface Message {
  readonly ssrc: number;
  readonly mediaSsrc: number;
  readonly base: number;
  readonly reference: number;
  readonly count: number;
  readonly symbols: readonly number[];
  readonly deltas: readonly number[];
}

function encode({ ssrc, mediaSsrc, base, reference, count, symbols, deltas }: Message): Buffer {
  const chunks = toChunks(symbols);
  const packet = Buffer.alloc(4 * Math.ceil((20 + 2 * chunks.length + deltas.length) / 4));
  packet.writeUInt8(0x8f, 0);
  packet.writeUInt8(205, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  packet.writeUInt16BE(base & 0xffff, 12);
  packet.writeUInt16BE(symbols.length, 14);
  packet.writeUIntBE(reference & 0xff_ffff, 16, 3);
  packet.writeUInt8(count & 0xff, 19);
  for (const [index, chunk] of chunks.entries()) packet.writeUInt16BE(chunk, 20 + 2 * index);
  for (const [index, byte] of deltas.entries()) packet.writeUInt8(byte, 20 + 2 * chunks.length + index);
  return packet;
}

/** Symbols of a vector of two bits each, and of a run that is shorter than to be worth it. */
const vectorSymbols = 7;

/** Runs where more symbols are alike than a vector has, vectors of two bits elsewhere. */
function toChunks(symbols: readonly number[]): number[] {
  const chunks: number[] = [];
  for (let at = 0; at < symbols.length;) {
    const symbol = symbols[at] ?? 0;
    let run = 1;
    while (at + run < symbols.length && symbols[at + run] === symbol) run++;
    if (run > vectorSymbols || at + run === symbols.length) {
      chunks.push((symbol << 13) | run);
      at += run;
      continue;
    }
    let chunk = 0xc000;
    for (let index = 0; index < vectorSymbols; index++)
      chunk |= (symbols[at + index] ?? 0) << (12 - 2 * index);
    chunks.push(chunk);
    at += vectorSymbols;
  }
  return chunks;
}
