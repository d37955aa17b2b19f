import { randomInt } from 'node:crypto';
import type { GsoBatch, PacketizedFrame } from '../media/packetized-frame.js';
import type { PacketProtector } from './packet-protector.interface.js';
import type { PacketRoute } from './packet-route.interface.js';
import type { PacketStamp } from './packet-stamp.js';
import { RetransmissionHistory, type FoundPacket, type SentFrame } from './retransmission-history.js';
import { risingTimestamp, type RtpClock } from './rtp-clock.js';
import type { HeaderExtension } from './rtp-header-extensions.js';
import type { RtpHeaderTemplate } from './rtp-header-template.js';
import { RtpHeaders } from './rtp-headers.js';
import { RtpPacketWriter } from './rtp-packet-writer.js';
import { RtxPayload } from './rtx-payload.js';
import { TokenBucket } from './token-bucket.js';

/** What one viewer negotiated for its stream. */
export interface RtpSenderParameters {
  readonly ssrc: number;
  readonly payloadType: number;
  /** Retransmission stream (RFC 4588), where the viewer offered one. */
  readonly rtx?: { readonly ssrc: number; readonly payloadType: number };
  /** The payload types for a source's own H.264 of a profile; those above where left out. */
  readonly formatFor?: (
    h264Profile: string,
  ) => { readonly payloadType: number; readonly rtxPayloadType?: number } | undefined;
  /** Sent until the viewer has confirmed the stream, see {@link RtpSender.confirm}. */
  readonly extensions: readonly HeaderExtension[];
  /** Nothing is sent again, so that a stamp needs no retransmission stream. Left out: `false`. */
  readonly sentOnce?: boolean;
  /** Value that each packet carries, retransmissions and padding as well; only with {@link rtx}, or {@link sentOnce}. */
  readonly stamp?: PacketStamp;
  /** How to carry capture times, to a viewer that offered it: the id of abs-capture-time, and the stream's clock. */
  readonly captureTime?: { readonly id: number; readonly clock: Pick<RtpClock, 'ntpTime'> };
}

/** Counters of one viewer's stream. */
export interface RtpSenderCounters {
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly packetsRetransmitted: number;
  /** Packets sent to probe the path. */
  readonly paddingSent: number;
  /** RTP time stamp of the newest frame. */
  readonly lastTimestamp: number | undefined;
}

const retransmitBurstPackets = 400;
const retransmitPacketsPerSecond = 1_000;
/**
 * The share of a path of known bandwidth that retransmissions may have: more than any loss that is worth repairing. A path that
 * has just become narrow loses most of what was sent before, and repeating that would keep it full.
 */
const retransmitShare = 0.5;
/** How much of that at once, in seconds of the bandwidth. */
const retransmitBurstSeconds = 0.25;

/** One viewer's RTP stream: its own headers and sequence numbers around payloads shared by all. */
export class RtpSender {
  // An unwrapped sequence number is the SRTP index itself. Starting in the lower half spares receivers that join
  // late a wrong guess of the roll-over counter (RFC 3711, 3.3.1).
  private nextIndex = randomInt(0x8000);
  /** Up to where packets were encrypted, sent or not. */
  private protectedIndex = 0;
  private nextRtxIndex = randomInt(0x8000);
  private readonly history = new RetransmissionHistory();
  private readonly retransmitBudget = new TokenBucket(retransmitBurstPackets, retransmitPacketsPerSecond);
  private retransmitBytes: TokenBucket | undefined;
  private readonly headers: RtpHeaders;
  private readonly rtxPayload = new RtxPayload();
  private packetsSent = 0;
  private bytesSent = 0;
  private packetsRetransmitted = 0;
  private paddingSent = 0;
  private lastTimestamp: number | undefined;
  private lastBegunTimestamp: number | undefined;
  private lastBegun: SentFrame | undefined;
  /** The batch that the network refused: index and stamp of its first packet. */
  private refusedIndex = -1;
  private refusedStamp = 0;
  private readonly writer: RtpPacketWriter;

  /** @param protector may serve other SSRCs as well; the sender does not close it */
  constructor(
    parameters: RtpSenderParameters,
    protector: PacketProtector,
    private readonly route: PacketRoute,
  ) {
    this.headers = new RtpHeaders(parameters);
    this.writer = new RtpPacketWriter(protector, route, parameters.stamp);
  }

  /** The viewer has reported on our SSRC, so it needs no header extension to know the stream by any more. */
  confirm(): void {
    this.headers.confirm();
  }

  /** Gives a frame its numbers. What it is sent with stays, whatever is confirmed meanwhile. */
  begin(given: PacketizedFrame, nowUs: number): SentFrame {
    const frame = this.after(given);
    // What was encrypted for a frame that was given up uses up its numbers, although nobody has seen it: a key stream
    // that is never made twice cannot be given away by a mistake elsewhere. The viewer sees a gap before a key frame.
    const hasGap = this.protectedIndex > this.nextIndex;
    this.nextIndex = Math.max(this.nextIndex, this.protectedIndex);
    // Without a gap the rest of a frame cut short would seem to be what follows, and no packet would be missing.
    if (isCutShort(this.lastBegun) && !hasGap) this.nextIndex++;
    const { header, rtxHeader } = this.headers.of(frame);
    const sentFrame: SentFrame = {
      frame,
      header,
      rtxHeader,
      firstIndex: this.nextIndex,
      sentAtUs: nowUs,
      batchesSent: 0,
      packetsSent: 0,
    };
    this.lastBegun = sentFrame;
    this.history.record(sentFrame);
    return sentFrame;
  }

  /**
   * Sends the next batch of a frame; of two frames begun, the first must be sent or given up before the second.
   *
   * @returns `false` when the network takes nothing now; the same batch is next then, under the same numbers
   */
  sendNextBatch(sentFrame: SentFrame, nowUs: number): boolean {
    const { frame, header, batchesSent, packetsSent, firstIndex } = sentFrame;
    const batch = frame.batches[batchesSent];
    if (batch === undefined) return true;
    const isLast = batchesSent === frame.batches.length - 1;
    if (!this.route.writable) return false;
    const { length } = batch.payloads;
    const index = firstIndex + packetsSent;
    this.protectedIndex = index + length;
    const stamp = this.refusedIndex === index ? this.refusedStamp : undefined;
    const isSent = this.transmit(batch, header, index, frame.rtpTimestamp, isLast, nowUs, stamp);
    this.refusedIndex = isSent ? -1 : index;
    this.refusedStamp = this.writer.firstStamp;
    if (!isSent) return false;
    sentFrame.batchesSent++;
    sentFrame.packetsSent += length;
    this.nextIndex += length;
    this.packetsSent += length;
    this.bytesSent += batch.bytes.length;
    this.lastTimestamp = frame.rtpTimestamp;
    return true;
  }

  /** The path takes no more than this, in bits per second; `undefined` while that is not known. */
  limitRetransmissions(bps: number | undefined): void {
    if (bps === undefined) this.retransmitBytes = undefined;
    else {
      const capacity = (bps / 8) * retransmitBurstSeconds;
      this.retransmitBytes ??= new TokenBucket(capacity, 0);
      this.retransmitBytes.resize(capacity, (bps / 8) * retransmitShare);
    }
  }

  /** What was sent so far is not sent again: the next frame is a key frame that makes it useless. */
  forgetSent(): void {
    this.history.clear();
  }

  /** Sends again what the viewer lost and is still known; a viewer that asks for too much is not followed. */
  retransmit(sequenceNumbers: Iterable<number>, nowUs: number): void {
    for (const sequenceNumber of sequenceNumbers) {
      const found = this.history.find(sequenceNumber);
      if (found === undefined) continue;
      if (!this.route.writable || !this.mayRetransmit(found, nowUs)) return;
      if (this.repeat(found.sentFrame, found.position, sequenceNumber, nowUs)) this.packetsRetransmitted++;
    }
  }

  counters(): RtpSenderCounters {
    const { packetsSent, bytesSent, packetsRetransmitted, paddingSent, lastTimestamp } = this;
    return { packetsSent, bytesSent, packetsRetransmitted, paddingSent, lastTimestamp };
  }

  /**
   * Sends one packet of the retransmission stream that says nothing new: a recent one again, of about the length that is
   * wanted, or padding alone where there is none.
   *
   * @returns its length in bytes; 0 when the network took none, or the viewer knows no such stream
   */
  sendPadding(packetBytes: number, probeId: number, nowUs: number): number {
    if (!this.route.writable) return 0;
    const found = this.history.similar(packetBytes, this.paddingSent);
    const { header, batch } =
      found === undefined
        ? { header: this.headers.padding, batch: this.rtxPayload.padding }
        : {
            header: found.sentFrame.rtxHeader,
            batch: this.rtxPayload.wrap(
              (found.sentFrame.firstIndex + found.position) & 0xffff,
              found.payload,
            ),
          };
    if (header === undefined) return 0;
    const rtpTimestamp = found?.sentFrame.frame.rtpTimestamp ?? this.lastTimestamp ?? 0;
    const marked = found !== undefined && found.position === found.sentFrame.frame.payloads.length - 1;
    const index = this.nextRtxIndex++;
    if (!this.transmit(batch, header, index, rtpTimestamp, marked, nowUs, undefined, probeId)) return 0;
    this.paddingSent++;
    return header.byteLength + batch.payloadBytes;
  }

  /** Forgets what was sent. */
  close(): void {
    this.history.clear();
    this.lastBegun = undefined;
  }

  /** A viewer who changes renditions, or who catches up, may get a frame whose time has passed already. */
  private after(frame: PacketizedFrame): PacketizedFrame {
    const rtpTimestamp = risingTimestamp(frame.rtpTimestamp, this.lastBegunTimestamp);
    this.lastBegunTimestamp = rtpTimestamp;
    return rtpTimestamp === frame.rtpTimestamp ? frame : { ...frame, rtpTimestamp };
  }

  private mayRetransmit({ sentFrame, position }: FoundPacket, nowUs: number): boolean {
    const bytes = sentFrame.header.byteLength + (sentFrame.frame.payloads[position]?.length ?? 0);
    return this.retransmitBytes?.take(nowUs, bytes) !== false && this.retransmitBudget.take(nowUs);
  }

  /** In a sequence of its own where the viewer knows one, else bit by bit as it was. */
  private repeat(sentFrame: SentFrame, position: number, sequenceNumber: number, nowUs: number): boolean {
    const { frame, header, rtxHeader, firstIndex } = sentFrame;
    const payload = frame.payloads[position];
    if (payload === undefined) return false;
    const isLast = position === frame.payloads.length - 1;
    if (rtxHeader === undefined) {
      const batch = this.rtxPayload.plain(payload);
      return this.transmit(batch, header, firstIndex + position, frame.rtpTimestamp, isLast, nowUs);
    }
    const batch = this.rtxPayload.wrap(sequenceNumber, payload);
    // The number is used up even if the network refuses the packet: the next one is another packet.
    return this.transmit(batch, rtxHeader, this.nextRtxIndex++, frame.rtpTimestamp, isLast, nowUs);
  }

  /** `false` when the network takes none of the packets. */
  private transmit(
    batch: GsoBatch,
    header: RtpHeaderTemplate,
    firstIndex: number,
    rtpTimestamp: number,
    marked: boolean,
    nowUs: number,
    repeatedStamp?: number,
    probeId?: number,
  ): boolean {
    const { writer } = this;
    const packets = writer.write(
      batch,
      header,
      firstIndex,
      rtpTimestamp,
      marked,
      nowUs,
      repeatedStamp,
      probeId,
    );
    return this.route.send(packets, writer.packetBytes(batch, header));
  }
}

function isCutShort(sentFrame: SentFrame | undefined): boolean {
  return (
    sentFrame !== undefined &&
    sentFrame.batchesSent > 0 &&
    sentFrame.batchesSent < sentFrame.frame.batches.length
  );
}
