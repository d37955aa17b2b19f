/** Receives what a message says, in the order of sequence numbers. One object per path: nothing is allocated per packet. */
export interface TransportFeedbackSink {
  /** @param arrivalUs of the viewer's clock, in microseconds since some time of its own */
  onReceived(sequenceNumber: number, arrivalUs: number): void;
  /** @param count packets from `sequenceNumber` on, all of which are missing so far */
  onLost(sequenceNumber: number, count: number): void;
}

const headerBytes = 20;
const transportFeedback = 15;
const rtpfb = 205;
const tickUs = 250;
const referenceTickUs = 64_000;
/** Symbols of a status; 3 is reserved. */
const lost = 0;
const smallDelta = 1;
const largeDelta = 2;

/**
 * Reads transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1) in place.
 *
 * One reader per viewer: it unwraps the reference time, which has 24 bits of 64 ms.
 */
export class TransportFeedbackReader {
  private reference: number | undefined;
  // Of the message being read: a method per chunk needs them, and must not allocate.
  private statusesLeft = 0;
  private sequenceNumber = 0;
  private deltaAt = 0;
  private arrivalUs = 0;

  /**
   * Tells the sink what a message says.
   *
   * @param packet a whole RTPFB packet with its header; bytes behind its length are ignored
   * @returns `false` when it is malformed, in which case nothing was told
   */
  read(packet: Buffer, sink: TransportFeedbackSink): boolean {
    const end = messageEnd(packet);
    if (end === 0) return false;
    const statuses = packet.readUInt16BE(14);
    const deltasAt = locateDeltas(packet, statuses, end);
    if (deltasAt === 0) return false;
    this.statusesLeft = statuses;
    this.sequenceNumber = packet.readUInt16BE(12);
    this.deltaAt = deltasAt;
    this.arrivalUs = this.unwrap(packet.readUIntBE(16, 3)) * referenceTickUs;
    for (let at = headerBytes; this.statusesLeft > 0; at += 2) {
      const chunk = packet.readUInt16BE(at);
      if (chunk < 0x8000) this.tellRun(packet, (chunk >> 13) & 3, chunk & 0x1fff, sink);
      else this.tellVector(packet, chunk, sink);
    }
    return true;
  }

  /** The first message may be from just before the wrap as well as any other: only differences count. */
  private unwrap(reference: number): number {
    const before = this.reference ?? reference;
    const difference = ((reference - before) << 8) >> 8;
    this.reference = before + difference;
    return this.reference;
  }

  private tellRun(packet: Buffer, symbol: number, length: number, sink: TransportFeedbackSink): void {
    const count = Math.min(length, this.statusesLeft);
    if (symbol === lost) {
      if (count > 0) sink.onLost(this.sequenceNumber, count);
      this.sequenceNumber = (this.sequenceNumber + count) & 0xffff;
      this.statusesLeft -= count;
    } else for (let told = 0; told < count; told++) this.tell(packet, symbol, sink);
  }

  private tellVector(packet: Buffer, chunk: number, sink: TransportFeedbackSink): void {
    const bits = (chunk & 0x4000) === 0 ? 1 : 2;
    for (let shift = 14 - bits; shift >= 0 && this.statusesLeft > 0; shift -= bits) {
      this.tell(packet, (chunk >> shift) & (bits === 1 ? 1 : 3), sink);
    }
  }

  private tell(packet: Buffer, symbol: number, sink: TransportFeedbackSink): void {
    if (symbol === lost) sink.onLost(this.sequenceNumber, 1);
    else {
      this.arrivalUs +=
        tickUs * (symbol === smallDelta ? (packet[this.deltaAt] ?? 0) : packet.readInt16BE(this.deltaAt));
      this.deltaAt += symbol;
      sink.onReceived(this.sequenceNumber, this.arrivalUs);
    }
    this.sequenceNumber = (this.sequenceNumber + 1) & 0xffff;
    this.statusesLeft--;
  }
}

/** Where the message ends; 0 where it is none. */
function messageEnd(packet: Buffer): number {
  if (packet.length < headerBytes) return 0;
  if (packet.readUInt8(0) >> 6 !== 2 || (packet.readUInt8(0) & 0x1f) !== transportFeedback) return 0;
  if (packet.readUInt8(1) !== rtpfb) return 0;
  const end = 4 * (packet.readUInt16BE(2) + 1);
  return end >= headerBytes && end <= packet.length ? end : 0;
}

/**
 * Where the deltas begin; 0 where chunks or deltas do not fit, a symbol is reserved, or nothing is reported. All of it
 * is checked first, so that a message cut short changes no estimate.
 */
function locateDeltas(packet: Buffer, statuses: number, end: number): number {
  if (statuses === 0) return 0;
  let left = statuses;
  let deltaBytes = 0;
  let at = headerBytes;
  for (; left > 0; at += 2) {
    if (at + 2 > end) return 0;
    const chunk = packet.readUInt16BE(at);
    if (chunk < 0x8000) {
      const symbol = (chunk >> 13) & 3;
      const count = Math.min(chunk & 0x1fff, left);
      if (symbol > largeDelta || count === 0) return 0;
      deltaBytes += symbol * count;
      left -= count;
      continue;
    }
    const bits = (chunk & 0x4000) === 0 ? 1 : 2;
    for (let shift = 14 - bits; shift >= 0 && left > 0; shift -= bits, left--) {
      const symbol = (chunk >> shift) & (bits === 1 ? 1 : 3);
      if (symbol > largeDelta) return 0;
      deltaBytes += symbol;
    }
  }
  return at + deltaBytes <= end ? at : 0;
}
