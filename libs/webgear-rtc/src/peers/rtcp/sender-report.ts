import { encodeByePacket, encodeSourceDescription } from '../../bitstream/rtp/source-description.js';
import type { ReferenceTime } from './rtcp-feedback.js';

/** What a sender report says (RFC 3550, 6.4.1). */
export interface SenderReport {
  readonly ssrc: number;
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
  /** The RTP clock at that NTP time. */
  readonly rtpTimestamp: number;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Names the source over all its streams (RFC 3550, 6.5.1). */
  readonly cname: string;
}

/** A compound packet of the report and the name, as every compound packet must have it (RFC 3550, 6.1). */
export function encodeSenderReport(report: SenderReport): Buffer {
  const senderReport = Buffer.alloc(28);
  senderReport.writeUInt8(0x80, 0);
  senderReport.writeUInt8(200, 1);
  senderReport.writeUInt16BE(senderReport.length / 4 - 1, 2);
  senderReport.writeUInt32BE(report.ssrc, 4);
  senderReport.writeUInt32BE(report.ntpSeconds, 8);
  senderReport.writeUInt32BE(report.ntpFraction, 12);
  senderReport.writeUInt32BE(report.rtpTimestamp, 16);
  senderReport.writeUInt32BE(report.packetsSent % 2 ** 32, 20);
  senderReport.writeUInt32BE(report.bytesSent % 2 ** 32, 24);
  return Buffer.concat([senderReport, encodeSourceDescription(report.ssrc, report.cname)]);
}

/** Sends a viewer's own clock back to it at once, so that it learns the round trip (RFC 3611, 4.5). */
export function encodeReferenceTimeEcho(ssrc: number, reference: ReferenceTime): Buffer {
  const packet = Buffer.from([
    0x80,
    207,
    0,
    5,
    ...Array<number>(4).fill(0),
    5,
    0,
    0,
    3,
    ...Array<number>(12).fill(0),
  ]);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(reference.ssrc, 12);
  packet.writeUInt32BE(reference.middleBits, 16);
  return packet;
}

/** Says that a stream has ended (RFC 3550, 6.6). */
export function encodeBye(ssrc: number, cname: string): Buffer {
  const emptyReport = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 0]);
  emptyReport.writeUInt32BE(ssrc, 4);
  return Buffer.concat([emptyReport, encodeSourceDescription(ssrc, cname), encodeByePacket(ssrc)]);
}
