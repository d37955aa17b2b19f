import { randomInt } from 'node:crypto';
import type { PacketizedFrame, GsoBatch } from '../media/packetized-frame.js';
import type { PacketProtector } from './packet-protector.interface.js';
import type { PacketRoute } from './packet-route.interface.js';
import { RetransmissionHistory, type SentFrame } from './retransmission-history.js';
import { risingTimestamp, type RtpClock } from './rtp-clock.js';
import type { HeaderExtension } from './rtp-header-extensions.js';
import type { RtpHeaderTemplate } from './rtp-header-template.js';
import { RtpHeaders } from './rtp-headers.js';
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
  /** How to carry capture times, to a viewer that offered it: the id of abs-capture-time, and the stream's clock. */
  readonly captureTime?: { readonly id: number; readonly clock: Pick<RtpClock, 'ntpTime'> };
}

/** Counters of one viewer's stream. */
export interface RtpSenderCounters {
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly packetsRetransmitted: number;
  /** RTP time stamp of the newest frame. */
  readonly lastTimestamp: number | undefined;
}

const retransmitBurstPackets = 400;
const retransmitPacketsPerSecond = 1_000;

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
  private readonly headers: RtpHeaders;
  private readonly rtxPayload = new RtxPayload();
  private packetsSent = 0;
  private bytesSent = 0;
  private packetsRetransmitted = 0;
  private lastTimestamp: number | undefined;
  private lastBegunTimestamp: number | undefined;

  constructor(
    parameters: RtpSenderParameters,
    private readonly protector: PacketProtector,
    private readonly route: PacketRoute,
  ) {
    this.headers = new RtpHeaders(parameters);
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
    this.nextIndex = Math.max(this.nextIndex, this.protectedIndex);
    const sentFrame = {
      frame,
      ...this.headers.of(frame),
      firstIndex: this.nextIndex,
      sentAtUs: nowUs,
      runsSent: 0,
      packetsSent: 0,
    };
    this.history.record(sentFrame);
    return sentFrame;
  }

  /**
   * Sends the next run of a frame; of two frames begun, the first must be sent or given up before the second.
   *
   * @returns `false` when the network takes nothing now; the same run is next then, under the same numbers
   */
  sendNextRun(sentFrame: SentFrame): boolean {
    const { frame, header, runsSent, packetsSent, firstIndex } = sentFrame;
    const run = frame.runs[runsSent];
    if (run === undefined) return true;
    const isLast = runsSent === frame.runs.length - 1;
    if (!this.route.writable) return false;
    const { length } = run.payloads;
    this.protectedIndex = firstIndex + packetsSent + length;
    if (!this.sendRun(run, header, firstIndex + packetsSent, frame.rtpTimestamp, isLast)) return false;
    sentFrame.runsSent++;
    sentFrame.packetsSent += length;
    this.nextIndex += length;
    this.packetsSent += length;
    this.bytesSent += run.bytes.length;
    this.lastTimestamp = frame.rtpTimestamp;
    return true;
  }

  /** Sends again what the viewer lost and is still known; a viewer that asks for too much is not followed. */
  retransmit(sequenceNumbers: Iterable<number>, nowUs: number): void {
    for (const sequenceNumber of sequenceNumbers) {
      const found = this.history.find(sequenceNumber);
      if (found === undefined) continue;
      if (!this.route.writable || !this.retransmitBudget.take(nowUs)) return;
      if (this.repeat(found.sentFrame, found.position, sequenceNumber)) this.packetsRetransmitted++;
    }
  }

  counters(): RtpSenderCounters {
    const { packetsSent, bytesSent, packetsRetransmitted, lastTimestamp } = this;
    return { packetsSent, bytesSent, packetsRetransmitted, lastTimestamp };
  }

  /** Releases the keys. Nothing can be sent afterwards. */
  close(): void {
    this.protector.close();
    this.history.clear();
  }

  /** A viewer who changes renditions, or who catches up, may get a frame whose time has passed already. */
  private after(frame: PacketizedFrame): PacketizedFrame {
    const rtpTimestamp = risingTimestamp(frame.rtpTimestamp, this.lastBegunTimestamp);
    this.lastBegunTimestamp = rtpTimestamp;
    return rtpTimestamp === frame.rtpTimestamp ? frame : { ...frame, rtpTimestamp };
  }

  /** In a sequence of its own where the viewer knows one, else bit by bit as it was. */
  private repeat(sentFrame: SentFrame, position: number, sequenceNumber: number): boolean {
    const { frame, header, rtxHeader, firstIndex } = sentFrame;
    const payload = frame.payloads[position];
    if (payload === undefined) return false;
    const isLast = position === frame.payloads.length - 1;
    if (rtxHeader === undefined) {
      return this.sendRun(
        this.rtxPayload.plain(payload),
        header,
        firstIndex + position,
        frame.rtpTimestamp,
        isLast,
      );
    }
    const run = this.rtxPayload.wrap(sequenceNumber, payload);
    // The number is used up even if the network refuses the packet: the next one is another packet.
    return this.sendRun(run, rtxHeader, this.nextRtxIndex++, frame.rtpTimestamp, isLast);
  }

  private sendRun(
    run: GsoBatch,
    header: RtpHeaderTemplate,
    firstIndex: number,
    rtpTimestamp: number,
    marked: boolean,
  ): boolean {
    const { route, protector } = this;
    const count = run.payloads.length;
    const packetBytes = header.byteLength + run.payloadBytes + protector.tagBytes;
    const packets = route.reserve(run.bytes.length + count * (header.byteLength + protector.tagBytes));
    for (let at = 0; at < count; at++) {
      const marker = marked && at === count - 1;
      header.stamp(packets, at * packetBytes, (firstIndex + at) & 0xffff, rtpTimestamp, marker);
    }
    protector.protect(packets, header.byteLength, run, firstIndex);
    return route.send(packets, packetBytes);
  }
}
