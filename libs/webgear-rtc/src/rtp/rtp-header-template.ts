import { encodeHeaderExtensions, type HeaderExtension } from './rtp-header-extensions.js';

const version2 = 0x80;
const extensionBit = 0x10;
const markerBit = 0x80;

/**
 * The RTP header of one viewer's stream, serialized once.
 *
 * Each viewer has its own: a header object shared between viewers is how one viewer's sequence numbers end up in
 * another's packets.
 */
export class RtpHeaderTemplate {
  private readonly bytes: Buffer;

  constructor(
    private readonly payloadType: number,
    ssrc: number,
    extensions: readonly HeaderExtension[] = [],
  ) {
    const block = encodeHeaderExtensions(extensions);
    this.bytes = Buffer.concat([Buffer.alloc(12), block]);
    this.bytes[0] = version2 | (block.length > 0 ? extensionBit : 0);
    this.bytes.writeUInt32BE(ssrc, 8);
  }

  /** Length with the extensions. */
  get byteLength(): number {
    return this.bytes.length;
  }

  /**
   * Writes the header of one packet (RFC 3550, 5.1).
   *
   * Byte by byte: the calls that write a number or copy a buffer cost more than these stores, once for each packet of
   * each viewer.
   */
  stamp(
    packets: Buffer,
    offset: number,
    sequenceNumber: number,
    rtpTimestamp: number,
    marker: boolean,
  ): void {
    const { bytes } = this;
    for (let at = 0; at < bytes.length; at++) packets[offset + at] = bytes[at] ?? 0;
    packets[offset + 1] = this.payloadType | (marker ? markerBit : 0);
    packets[offset + 2] = sequenceNumber >>> 8;
    packets[offset + 3] = sequenceNumber;
    packets[offset + 4] = rtpTimestamp >>> 24;
    packets[offset + 5] = rtpTimestamp >>> 16;
    packets[offset + 6] = rtpTimestamp >>> 8;
    packets[offset + 7] = rtpTimestamp;
  }
}
