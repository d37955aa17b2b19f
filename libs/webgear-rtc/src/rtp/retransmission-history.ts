import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RtpHeaderTemplate } from './rtp-header-template.js';

/** A frame as one viewer got it. Payloads stay shared; only this record is the viewer's own. */
export interface SentFrame {
  readonly frame: PacketizedFrame;
  /** The header its packets went out with; a repeat under the same index must repeat it bit by bit. */
  readonly header: RtpHeaderTemplate;
  /** The header of repeats in a sequence of their own, where the viewer knows one. */
  readonly rtxHeader?: RtpHeaderTemplate | undefined;
  /** Index of its first packet; the others follow. */
  readonly firstIndex: number;
  readonly sentAtUs: number;
  /** How many of its batches have left. */
  batchesSent: number;
  /** How many of its packets that were. */
  packetsSent: number;
}

/** A packet that was sent: its frame, and its place in that. */
export interface FoundPacket {
  readonly sentFrame: SentFrame;
  readonly position: number;
}

/** Frames that are too old are removed so many at a time: to move all others for each would cost more than to keep these. */
const removedAtOnce = 16;

/** Shorter packets carry too little to fill a path with, in bytes. */
const leastPaddingBytes = 50;

/** What one viewer may ask for again: all frames of the last while, however many packets they had. */
export class RetransmissionHistory {
  private sent: SentFrame[] = [];
  /** How many at the beginning are too old. */
  private outdated = 0;

  /** @param keepUs how long a frame stays, in microseconds; at least the longest round trip worth repairing */
  constructor(private readonly keepUs = 1_500_000) {}

  record(sentFrame: SentFrame): void {
    this.sent.push(sentFrame);
    const oldest = sentFrame.sentAtUs - this.keepUs;
    while ((this.sent[this.outdated]?.sentAtUs ?? oldest) < oldest) this.outdated++;
    if (this.outdated < removedAtOnce) return;
    this.sent.splice(0, this.outdated);
    this.outdated = 0;
  }

  /** The frame that held a packet and the packet's place in it. */
  find(sequenceNumber: number): FoundPacket | undefined {
    const last = this.sent.findLast(({ packetsSent }) => packetsSent > 0);
    if (last === undefined) return undefined;
    const newestIndex = last.firstIndex + last.packetsSent - 1;
    // Sequence numbers are 16 bits; a report can only mean the packet nearest behind the newest one.
    const packetIndex = newestIndex - (((newestIndex & 0xffff) - sequenceNumber) & 0xffff);
    const at = this.sent.findLastIndex(({ firstIndex }) => firstIndex <= packetIndex);
    const sentFrame = this.sent[at];
    if (sentFrame === undefined || at < this.outdated) return undefined;
    const position = packetIndex - sentFrame.firstIndex;
    return position < sentFrame.packetsSent ? { sentFrame, position } : undefined;
  }

  /**
   * A packet of the newest frame to fill the path with, as long as is wanted or the next longer one.
   *
   * @param packetBytes the length that is wanted
   * @param turn which one, of several: each call with the next number, another packet
   */
  similar(packetBytes: number, turn: number): (FoundPacket & { readonly payload: Buffer }) | undefined {
    const at = this.sent.findLastIndex(({ packetsSent, rtxHeader }) => packetsSent > 0 && rtxHeader);
    const sentFrame = this.sent[at];
    if (sentFrame === undefined || at < this.outdated) return undefined;
    const { packetsSent, frame } = sentFrame;
    let best: { readonly position: number; readonly payload: Buffer } | undefined;
    for (let step = 0; step < packetsSent; step++) {
      const position = (turn + step) % packetsSent;
      const payload = frame.payloads[position];
      if (payload === undefined || payload.length < leastPaddingBytes) continue;
      if (payload.length >= packetBytes) return { sentFrame, position, payload };
      if (best === undefined || payload.length > best.payload.length) best = { position, payload };
    }
    return best && { sentFrame, ...best };
  }

  clear(): void {
    this.sent = [];
    this.outdated = 0;
  }
}
