import { randomInt } from 'node:crypto';
import type { PacketizedFrame } from './packetized-frame.interface.js';
import type { PacketProtector } from './packet-protector.interface.js';
import { RetransmissionHistory } from './retransmission-history.js';
import type { HeaderExtension } from './rtp-header-extensions.js';
import { RtpHeaderTemplate } from './rtp-header-template.js';
import { TokenBucket } from './token-bucket.js';

/** What one viewer negotiated for its stream. */
export interface RtpSenderParameters {
  readonly ssrc: number;
  readonly payloadType: number;
  /** Retransmission stream (RFC 4588), where the viewer offered one. */
  readonly rtx?: { readonly ssrc: number; readonly payloadType: number };
  /** Sent until the viewer has confirmed the stream, see {@link RtpSender.confirm}. */
  readonly extensions: readonly HeaderExtension[];
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
  private nextRtxIndex = randomInt(0x8000);
  private readonly history = new RetransmissionHistory();
  private readonly retransmitBudget = new TokenBucket(retransmitBurstPackets, retransmitPacketsPerSecond);
  private readonly bareHeader: RtpHeaderTemplate;
  private readonly rtxHeader: RtpHeaderTemplate | undefined;
  private header: RtpHeaderTemplate;
  private packetsSent = 0;
  private bytesSent = 0;
  private packetsRetransmitted = 0;
  private lastTimestamp: number | undefined;

  constructor(
    parameters: RtpSenderParameters,
    private readonly protector: PacketProtector,
    private readonly transmit: (packets: readonly Buffer[]) => void,
  ) {
    const { payloadType, ssrc, rtx, extensions } = parameters;
    this.header = new RtpHeaderTemplate(payloadType, ssrc, extensions);
    this.bareHeader = new RtpHeaderTemplate(payloadType, ssrc);
    this.rtxHeader = rtx && new RtpHeaderTemplate(rtx.payloadType, rtx.ssrc, extensions);
  }

  /** The viewer has reported on our SSRC, so it needs no header extension to know the stream by any more. */
  confirm(): void {
    this.header = this.bareHeader;
  }

  sendFrame(frame: PacketizedFrame, nowUs: number): void {
    const sentFrame = { frame, header: this.header, firstIndex: this.nextIndex, sentAtUs: nowUs };
    this.nextIndex += frame.payloads.length;
    this.history.record(sentFrame);
    this.transmit(
      frame.payloads.map((payload, position) => {
        const packetIndex = sentFrame.firstIndex + position;
        const marker = position === frame.payloads.length - 1;
        const header = sentFrame.header.stamp(packetIndex & 0xffff, frame.rtpTimestamp, marker);
        return this.protector.protect(header, [payload], packetIndex);
      }),
    );
    this.packetsSent += frame.payloads.length;
    this.bytesSent += frame.byteLength;
    this.lastTimestamp = frame.rtpTimestamp;
  }

  /** Sends again what the viewer lost and is still known; a viewer that asks for too much is not followed. */
  retransmit(sequenceNumbers: Iterable<number>, nowUs: number): void {
    const packets: Buffer[] = [];
    for (const sequenceNumber of sequenceNumbers) {
      const found = this.history.find(sequenceNumber);
      if (found === undefined) continue;
      if (!this.retransmitBudget.take(nowUs)) break;
      const { frame, header, firstIndex } = found.sentFrame;
      const payload = frame.payloads[found.position];
      if (payload === undefined) continue;
      const marker = found.position === frame.payloads.length - 1;
      packets.push(
        this.rtxHeader === undefined
          ? this.repeat(
              header.stamp(sequenceNumber, frame.rtpTimestamp, marker),
              payload,
              firstIndex + found.position,
            )
          : this.wrap(this.rtxHeader, sequenceNumber, frame.rtpTimestamp, marker, payload),
      );
    }
    this.packetsRetransmitted += packets.length;
    if (packets.length > 0) this.transmit(packets);
  }

  counters(): RtpSenderCounters {
    const { packetsSent, bytesSent, packetsRetransmitted, lastTimestamp } = this;
    return { packetsSent, bytesSent, packetsRetransmitted, lastTimestamp };
  }

  private repeat(header: Buffer, payload: Buffer, packetIndex: number): Buffer {
    return this.protector.protect(header, [payload], packetIndex);
  }

  /** Original sequence number first, then the original payload, in a sequence of its own (RFC 4588, 4). */
  private wrap(
    template: RtpHeaderTemplate,
    sequenceNumber: number,
    rtpTimestamp: number,
    marker: boolean,
    payload: Buffer,
  ): Buffer {
    const packetIndex = this.nextRtxIndex++;
    const originalSequenceNumber = Buffer.allocUnsafe(2);
    originalSequenceNumber.writeUInt16BE(sequenceNumber);
    const header = template.stamp(packetIndex & 0xffff, rtpTimestamp, marker);
    return this.protector.protect(header, [originalSequenceNumber, payload], packetIndex);
  }
}
