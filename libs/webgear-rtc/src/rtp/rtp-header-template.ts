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

  /** A new header for one packet (RFC 3550, 5.1). */
  stamp(sequenceNumber: number, rtpTimestamp: number, marker: boolean): Buffer {
    const header = Buffer.from(this.bytes);
    header[1] = this.payloadType | (marker ? markerBit : 0);
    header.writeUInt16BE(sequenceNumber, 2);
    header.writeUInt32BE(rtpTimestamp, 4);
    return header;
  }
}
