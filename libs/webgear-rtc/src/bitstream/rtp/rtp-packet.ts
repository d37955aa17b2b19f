/** The header of an RTP packet (RFC 3550, 5.1). */
export interface RtpHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Whether the payload ends with padding. */
  readonly hasPadding: boolean;
  /** Length of all of it, with CSRCs and extensions. */
  readonly headerBytes: number;
  /** Where the elements of the header extension begin; equal to `headerBytes` where there is none. */
  readonly extensionsAt: number;
  /** Which form they have: 0xbede is the one-byte form (RFC 8285, 4.2), 0x1000 to 0x100f the other. */
  readonly extensionProfile: number;
}

const fixedBytes = 12;
const oneByteForm = 0xbede;
const twoByteForm = 0x100;

/** Reads the header, which SRTP leaves readable; `undefined` for what is no RTP. */
export function parseRtpHeader(packet: Buffer): RtpHeader | undefined {
  if (packet.length < fixedBytes) return undefined;
  const first = packet.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  const second = packet.readUInt8(1);
  let headerBytes = fixedBytes + 4 * (first & 0x0f);
  let extensionsAt = headerBytes;
  let extensionProfile = 0;
  if ((first & 0x10) !== 0) {
    if (packet.length < headerBytes + 4) return undefined;
    extensionProfile = packet.readUInt16BE(headerBytes);
    extensionsAt = headerBytes + 4;
    headerBytes = extensionsAt + 4 * packet.readUInt16BE(headerBytes + 2);
  }
  if (packet.length < headerBytes) return undefined;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    hasPadding: (first & 0x20) !== 0,
    headerBytes,
    extensionsAt,
    extensionProfile,
  };
}

/** The value of a header extension; `undefined` where the packet has none under this id. */
export function readHeaderExtension(packet: Buffer, header: RtpHeader, id: number): Buffer | undefined {
  const isOneByte = header.extensionProfile === oneByteForm;
  if (!isOneByte && header.extensionProfile >> 4 !== twoByteForm) return undefined;
  for (let at = header.extensionsAt; at < header.headerBytes;) {
    const first = packet[at++] ?? 0;
    // Padding, in both forms.
    if (first === 0) continue;
    const found = isOneByte ? first >> 4 : first;
    // Reserved: reading ends there (RFC 8285, 4.2).
    if (isOneByte && found === 15) return undefined;
    const length = isOneByte ? (first & 0x0f) + 1 : (packet[at++] ?? 0);
    if (at + length > header.headerBytes) return undefined;
    if (found === id) return packet.subarray(at, at + length);
    at += length;
  }
  return undefined;
}

/** The payload without its padding (RFC 3550, 5.1); `undefined` where the padding is longer than it. */
export function withoutPadding(
  payload: Buffer,
  { hasPadding }: Pick<RtpHeader, 'hasPadding'>,
): Buffer | undefined {
  if (!hasPadding) return payload;
  const bytes = payload.at(-1) ?? 0;
  return bytes === 0 || bytes > payload.length ? undefined : payload.subarray(0, payload.length - bytes);
}
