/** What a sender's RTCP tells a receiver. */
export type SenderRtcp =
  | {
      readonly kind: 'report';
      readonly ssrc: number;
      /** NTP time of the report, in microseconds since 1900. */
      readonly ntpUs: number;
      /** Middle 32 bits of that time. */
      readonly middleBits: number;
      /** The RTP clock at that time. */
      readonly rtpTimestamp: number;
    }
  | { readonly kind: 'bye'; readonly ssrcs: readonly number[] };

const senderReport = 200;
const bye = 203;

/** Reads a compound packet (RFC 3550, 6). What is cut short ends the reading; what came before it counts. */
export function* parseSenderRtcp(compound: Buffer): Generator<SenderRtcp> {
  for (let start = 0; start + 4 <= compound.length;) {
    const first = compound.readUInt8(start);
    const end = start + 4 * (compound.readUInt16BE(start + 2) + 1);
    if (first >> 6 !== 2 || end > compound.length) return;
    const body = compound.subarray(start + 4, end);
    const packetType = compound.readUInt8(start + 1);
    if (packetType === senderReport && body.length >= 24) yield readReport(body);
    if (packetType === bye) yield { kind: 'bye', ssrcs: readSources(body, first & 0x1f) };
    start = end;
  }
}

function readReport(body: Buffer): SenderRtcp {
  const seconds = body.readUInt32BE(4);
  const fraction = body.readUInt32BE(8);
  return {
    kind: 'report',
    ssrc: body.readUInt32BE(0),
    ntpUs: seconds * 1_000_000 + (fraction * 1_000_000) / 2 ** 32,
    middleBits: ((seconds & 0xffff) * 0x10000 + (fraction >>> 16)) >>> 0,
    rtpTimestamp: body.readUInt32BE(12),
  };
}

function readSources(body: Buffer, count: number): number[] {
  const sources = Math.min(count, Math.floor(body.length / 4));
  return Array.from({ length: sources }, (_, index) => body.readUInt32BE(4 * index));
}
