/** How many packets are remembered, a power of two: at 12 Mbit/s more than 3 s, at 2 Mbit/s 20 s. */
export const rememberedPackets = 4_096;

/** A report on a packet that left longer ago, in microseconds, says nothing about the path of now. */
const knownForUs = 10_000_000;

/** One fact per packet, in 32 bits: its size, whether the slot is used, what was reported of it, and whether it is a probe. */
const sizeMask = 0xffff;
const used = 1 << 16;
const reportShift = 17;
const reportMask = 3 << reportShift;
const probeFlag = 1 << 19;

/** What a viewer has reported of a packet. A lost one may be reported as received later (reordering). */
export const PacketReport = { None: 0, Lost: 1, Received: 2, Assumed: 3 } as const;

/** Packets that leave at once, without UDP and IP. */
export interface SentBatch {
  readonly packets: number;
  /** Length of each but the last, in bytes. */
  readonly packetBytes: number;
  /** All of them, in bytes. */
  readonly byteLength: number;
  /** Of the `ProbeCluster` they belong to. */
  readonly probeId?: number | undefined;
}

/**
 * When each packet of a transport left, and how large it was, by its transport-wide sequence number. All packets of the
 * transport count: media, retransmissions and padding.
 */
export class SentPackets {
  /** What was reported of the packet that was found last. */
  foundReport = 0;
  /** Its size in bytes. */
  foundByteLength = 0;
  /** Whether it belongs to a probe. */
  foundIsProbe = false;

  private readonly sentAt = new Uint32Array(rememberedPackets);
  private readonly facts = new Uint32Array(rememberedPackets);
  private epochUs: number | undefined;
  private last = 0xffff;
  private bytes = 0;
  private waitingSinceUs: number | undefined;
  private probe = 0;
  private probePackets = 0;

  /** Everything that has left, in bytes. */
  get totalBytes(): number {
    return this.bytes;
  }

  /** When the first packet left that no report has followed; `undefined` while there is none. */
  get unansweredSinceUs(): number | undefined {
    return this.waitingSinceUs;
  }

  /**
   * Notes packets that leave at once. Only for transports whose packets carry the number: without a report within 2 s the
   * path counts as broken.
   *
   * @returns the 16-bit transport-wide sequence number of the first
   */
  next(nowUs: number, { packets, packetBytes, byteLength, probeId }: SentBatch): number {
    this.epochUs ??= nowUs;
    const first = (this.last + 1) & 0xffff;
    const sentAt = (nowUs - this.epochUs) >>> 0;
    const flags = used | (probeId === undefined ? 0 : probeFlag);
    const facts = Math.min(packetBytes, sizeMask) | flags;
    for (let at = 0; at < packets; at++) {
      const slot = (first + at) & (rememberedPackets - 1);
      this.sentAt[slot] = sentAt;
      this.facts[slot] = facts;
    }
    this.last = (first + packets - 1) & 0xffff;
    const lastBytes = byteLength - (packets - 1) * packetBytes;
    this.facts[this.last & (rememberedPackets - 1)] = Math.min(lastBytes, sizeMask) | flags;
    this.bytes += byteLength;
    this.waitingSinceUs ??= nowUs;
    if (probeId !== undefined) this.noteProbe(probeId, packets);
    return first;
  }

  /** How many packets of a probe have left. */
  probePacketsSent(probeId: number): number {
    return this.probe === probeId ? this.probePackets : 0;
  }

  /** A report came: what leaves from now on is waited for. */
  noteReport(): void {
    this.waitingSinceUs = undefined;
  }

  /** Whether it has left, and not too many packets ago. */
  has(sequenceNumber: number): boolean {
    return this.distanceTo(sequenceNumber) < rememberedPackets && (this.factsOf(sequenceNumber) & used) !== 0;
  }

  /**
   * Looks a packet up, with one look at its facts: `foundReport` and what follows it are of this packet afterwards.
   *
   * @returns when it left, in microseconds; -1 where it has not, or too long ago
   */
  find(sequenceNumber: number, nowUs: number): number {
    const slot = sequenceNumber & (rememberedPackets - 1);
    const facts = this.facts[slot] ?? 0;
    if (((this.last - sequenceNumber) & 0xffff) >= rememberedPackets || (facts & used) === 0) return -1;
    const agoUs = (((nowUs - (this.epochUs ?? nowUs)) >>> 0) - (this.sentAt[slot] ?? 0)) >>> 0;
    if (agoUs > knownForUs) return -1;
    this.foundReport = (facts & reportMask) >> reportShift;
    this.foundByteLength = facts & sizeMask;
    this.foundIsProbe = (facts & probeFlag) !== 0;
    return nowUs - agoUs;
  }

  /** How many packets left after it; of one that is still to come, the distance around all 65,536 numbers. */
  distanceTo(sequenceNumber: number): number {
    return (this.last - sequenceNumber) & 0xffff;
  }

  /** When it left, in microseconds; `undefined` where that is too long ago to matter. Only for packets remembered. */
  sentUs(sequenceNumber: number, nowUs: number): number | undefined {
    const sinceUs =
      ((nowUs - (this.epochUs ?? nowUs)) >>> 0) - (this.sentAt[sequenceNumber % rememberedPackets] ?? 0);
    const agoUs = sinceUs >>> 0;
    return agoUs <= knownForUs ? nowUs - agoUs : undefined;
  }

  /** Its size in bytes. */
  byteLengthOf(sequenceNumber: number): number {
    return this.factsOf(sequenceNumber) & sizeMask;
  }

  /** What has been reported of it: one of `PacketReport`. */
  reportOf(sequenceNumber: number): number {
    return (this.factsOf(sequenceNumber) & reportMask) >> reportShift;
  }

  /** Notes what is reported of it: one of `PacketReport`. */
  setReport(sequenceNumber: number, report: number): void {
    this.facts[sequenceNumber % rememberedPackets] =
      (this.factsOf(sequenceNumber) & ~reportMask) | (report << reportShift);
  }

  private factsOf(sequenceNumber: number): number {
    return this.facts[sequenceNumber % rememberedPackets] ?? 0;
  }

  private noteProbe(probeId: number, packets: number): void {
    if (probeId !== this.probe) {
      this.probe = probeId;
      this.probePackets = 0;
    }
    this.probePackets += packets;
  }
}
