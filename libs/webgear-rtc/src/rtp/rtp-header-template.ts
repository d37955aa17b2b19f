import { encodeHeaderExtensions, type HeaderExtension } from './rtp-header-extensions.js';

const version2 = 0x80;
const paddingBit = 0x20;
const extensionBit = 0x10;
const markerBit = 0x80;
/** Behind the fixed header, the head of the extension block, and the head of its first element. */
const stampOffset = 12 + 4 + 1;

/** What a header has besides payload type and SSRC. */
export interface RtpHeaderOptions {
  readonly extensions?: readonly HeaderExtension[];
  /** An extension whose value each packet gets when it is stamped. */
  readonly stamp?: { readonly id: number; readonly byteLength: 2 | 3 } | undefined;
  /** The payload ends with padding (RFC 3550, 5.1). */
  readonly padded?: boolean;
}

/**
 * The RTP header of one viewer's stream, serialized once.
 *
 * Each viewer has its own: a header object shared between viewers is how one viewer's sequence numbers end up in
 * another's packets.
 */
export class RtpHeaderTemplate {
  private readonly bytes: Buffer;
  /** Length of the value that each packet gets, in bytes; 0 for none. */
  readonly stampBytes: 0 | 2 | 3;

  constructor(
    private readonly payloadType: number,
    ssrc: number,
    { extensions = [], stamp, padded = false }: RtpHeaderOptions = {},
  ) {
    // First, so that its place does not depend on the others.
    const stamped = stamp === undefined ? [] : [{ id: stamp.id, data: Buffer.alloc(stamp.byteLength) }];
    const block = encodeHeaderExtensions([...stamped, ...extensions]);
    this.stampBytes = stamp?.byteLength ?? 0;
    this.bytes = Buffer.concat([Buffer.alloc(12), block]);
    this.bytes[0] = version2 | (padded ? paddingBit : 0) | (block.length > 0 ? extensionBit : 0);
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
   *
   * @param stampValue written where the header has a stamp
   */
  stamp(
    packets: Buffer,
    offset: number,
    sequenceNumber: number,
    rtpTimestamp: number,
    marker: boolean,
    stampValue = 0,
  ): void {
    const { bytes, stampBytes } = this;
    packets[offset] = bytes[0] ?? 0;
    for (let at = 8; at < bytes.length; at++) packets[offset + at] = bytes[at] ?? 0;
    packets[offset + 1] = this.payloadType | (marker ? markerBit : 0);
    packets[offset + 2] = sequenceNumber >>> 8;
    packets[offset + 3] = sequenceNumber;
    packets[offset + 4] = rtpTimestamp >>> 24;
    packets[offset + 5] = rtpTimestamp >>> 16;
    packets[offset + 6] = rtpTimestamp >>> 8;
    packets[offset + 7] = rtpTimestamp;
    if (stampBytes === 0) return;
    let at = offset + stampOffset;
    if (stampBytes === 3) packets[at++] = stampValue >>> 16;
    packets[at++] = stampValue >>> 8;
    packets[at] = stampValue;
  }
}
