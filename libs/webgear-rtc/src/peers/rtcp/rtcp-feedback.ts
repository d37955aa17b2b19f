import { parseBitrateLimit, parseReceiverEstimate, type BitrateLimit } from './bitrate-feedback.js';

/** What a viewer's RTCP tells a sender. */
export type RtcpFeedback =
  | { readonly kind: 'key-frame-request'; readonly ssrc: number }
  | { readonly kind: 'nack'; readonly ssrc: number; readonly sequenceNumbers: readonly number[] }
  | { readonly kind: 'report'; readonly block: ReportBlock }
  | { readonly kind: 'reference-time'; readonly reference: ReferenceTime }
  /** Transport-wide feedback: the packet as it came, header included. */
  | { readonly kind: 'transport-feedback'; readonly packet: Buffer }
  | { readonly kind: 'receiver-estimate'; readonly bitrateBps: number }
  | { readonly kind: 'bitrate-limit'; readonly limit: BitrateLimit }
  | { readonly kind: 'bye' };

/** A reception report block (RFC 3550, 6.4.1). */
export interface ReportBlock {
  readonly ssrc: number;
  /** 0 to 1. */
  readonly fractionLost: number;
  /** In all, as far as the viewer knows; packets that came twice count against it. */
  readonly packetsLost: number;
  /** Middle 32 bits of the NTP time in the sender report last received; 0 before the first. */
  readonly lastSenderReport: number;
  /** Delay since that report, in units of 1/65536 seconds. */
  readonly delaySinceLastSenderReport: number;
}

/** The viewer's clock when it sent (RFC 3611, 4.4): sent back, it tells the viewer the round trip. */
export interface ReferenceTime {
  /** Of the viewer. */
  readonly ssrc: number;
  /** Middle 32 bits of its NTP time. */
  readonly middleBits: number;
}

const PacketType = {
  SenderReport: 200,
  ReceiverReport: 201,
  Bye: 203,
  Rtpfb: 205,
  Psfb: 206,
  Extended: 207,
} as const;
const genericNack = 1;
const tmmbr = 3;
const transportWide = 15;
const paddingBit = 0x20;
const pli = 1;
const fir = 4;
const applicationMessage = 15;
const receiverReferenceTime = 4;
const reportBlockBytes = 24;
// 100 blocks name 1,700 packets, more than a second of video: a request for more does not repair video.
const maxNackBlocks = 100;

/** Whether a packet begins with transport-wide feedback; also of SRTCP, whose first eight bytes are not encrypted (RFC 3711, 3.4). */
export function beginsWithTransportFeedback(packet: Buffer): boolean {
  // With padding or without: Chromium fills its messages up to whole words.
  return ((packet[0] ?? 0) & ~paddingBit) === (0x80 | transportWide) && packet[1] === PacketType.Rtpfb;
}

/** Whether a compound packet is transport-wide feedback and nothing else (RFC 5506 lets it come alone). */
export function isTransportFeedback(compound: Buffer): boolean {
  return (
    compound.length >= 12 &&
    beginsWithTransportFeedback(compound) &&
    4 * (compound.readUInt16BE(2) + 1) === compound.length
  );
}

/**
 * Reads a compound packet (RFC 3550, 6.1; RFC 4585, 6; RFC 5104, 4.3.1).
 *
 * Each packet is read within its own length: werift's reader takes the rest of a compound packet for the body of its
 * first, so a NACK in front of another packet would name packets that nobody lost. Whatever is cut short ends the
 * reading; what came before it counts.
 */
export function* parseRtcpFeedback(compound: Buffer): Generator<RtcpFeedback> {
  for (let start = 0; start + 4 <= compound.length;) {
    const first = compound.readUInt8(start);
    const end = start + 4 * (compound.readUInt16BE(start + 2) + 1);
    if (first >> 6 !== 2 || end > compound.length) return;
    yield* parsePacket(compound.readUInt8(start + 1), first & 0x1f, compound.subarray(start, end));
    start = end;
  }
}

function* parsePacket(packetType: number, count: number, packet: Buffer): Generator<RtcpFeedback> {
  const body = packet.subarray(4);
  switch (packetType) {
    case PacketType.SenderReport:
      yield* parseReportBlocks(body.subarray(24), count);
      break;
    case PacketType.ReceiverReport:
      yield* parseReportBlocks(body.subarray(4), count);
      break;
    case PacketType.Bye:
      yield { kind: 'bye' };
      break;
    case PacketType.Rtpfb:
      yield* parseTransportLayer(count, packet, body);
      break;
    case PacketType.Psfb:
      yield* parsePayloadSpecific(count, body);
      break;
    case PacketType.Extended:
      yield* parseExtendedReport(body);
      break;
  }
}

function* parseTransportLayer(format: number, packet: Buffer, body: Buffer): Generator<RtcpFeedback> {
  if (body.length < 8) return;
  if (format === transportWide) yield { kind: 'transport-feedback', packet };
  else if (format === genericNack) {
    yield { kind: 'nack', ssrc: body.readUInt32BE(4), sequenceNumbers: parseNack(body.subarray(8)) };
  } else if (format === tmmbr) {
    const limit = parseBitrateLimit(body);
    if (limit !== undefined) yield { kind: 'bitrate-limit', limit };
  }
}

function* parsePayloadSpecific(format: number, body: Buffer): Generator<RtcpFeedback> {
  if (body.length < 8) return;
  if (format === pli) yield { kind: 'key-frame-request', ssrc: body.readUInt32BE(4) };
  else if (format === fir && body.length >= 16) {
    // The first entry; a viewer of ours has one stream with key frames.
    yield { kind: 'key-frame-request', ssrc: body.readUInt32BE(8) };
  } else if (format === applicationMessage) {
    const bitrateBps = parseReceiverEstimate(body);
    if (bitrateBps !== undefined) yield { kind: 'receiver-estimate', bitrateBps };
  }
}

function* parseReportBlocks(blocks: Buffer, count: number): Generator<RtcpFeedback> {
  for (let index = 0; index < count; index++) {
    const block = blocks.subarray(index * reportBlockBytes, (index + 1) * reportBlockBytes);
    if (block.length < reportBlockBytes) return;
    yield {
      kind: 'report',
      block: {
        ssrc: block.readUInt32BE(0),
        fractionLost: block.readUInt8(4) / 256,
        packetsLost: block.readIntBE(5, 3),
        lastSenderReport: block.readUInt32BE(16),
        delaySinceLastSenderReport: block.readUInt32BE(20),
      },
    };
  }
}

function* parseExtendedReport(body: Buffer): Generator<RtcpFeedback> {
  for (let start = 4; start + 4 <= body.length;) {
    const end = start + 4 * (body.readUInt16BE(start + 2) + 1);
    if (body.readUInt8(start) === receiverReferenceTime && end === start + 12 && end <= body.length) {
      const reference = { ssrc: body.readUInt32BE(0), middleBits: body.readUInt32BE(start + 6) };
      yield { kind: 'reference-time', reference };
    }
    start = end;
  }
}

function parseNack(blocks: Buffer): number[] {
  const sequenceNumbers: number[] = [];
  const end = Math.min(blocks.length - 3, 4 * maxNackBlocks);
  for (let offset = 0; offset < end; offset += 4) {
    const packetId = blocks.readUInt16BE(offset);
    const following = blocks.readUInt16BE(offset + 2);
    sequenceNumbers.push(packetId);
    for (let bit = 0; bit < 16; bit++) {
      if ((following >> bit) & 1) sequenceNumbers.push((packetId + bit + 1) & 0xffff);
    }
  }
  return sequenceNumbers;
}
