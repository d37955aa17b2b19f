/** Cuts encoded frames of one rendition into RTP payloads. It may count frames, so each rendition has its own. */
export interface Payloader {
  /** Whether the payloads of a frame lie next to each other, in sending order, in memory that is theirs alone. */
  readonly laysOut?: boolean;
  /** The payloads of one frame, in sending order. They may share memory with `data`. */
  payload(data: Buffer): Buffer[];
}

/** A frame put together out of its RTP payloads. */
export interface DepayloadedFrame {
  /** Whether decoding can start here. */
  readonly keyFrame: boolean;
  /** The form that `EncodedFrame.data` has. */
  readonly data: Buffer;
}

/** Puts frames of one stream together out of RTP payloads. */
export interface Depayloader {
  /**
   * The frame of these payloads, which are complete and in order; `undefined` where they are none, or hold nothing to decode. Its
   * memory is not that of the payloads.
   */
  frame(payloads: readonly Buffer[]): DepayloadedFrame | undefined;
}

/**
 * Largest RTP payload in bytes.
 *
 * With 12 bytes of header, up to 28 of extensions, 2 of a retransmission (RFC 4588, 4), 16 of SRTP tag, 4 of a TURN channel (RFC 8656,
 * 12.4), 8 of UDP and 40 of IPv6 a packet has the 1,280 bytes that every IPv6 path carries (RFC 8200, 5).
 */
export const maxPayloadBytes = 1170;

/** Lengths of `count` nearly equal parts of `total` bytes: all alike, only the last may be shorter. */
export function equalParts(totalBytes: number, maxPartBytes: number): number[] {
  const count = Math.max(1, Math.ceil(totalBytes / maxPartBytes));
  const partBytes = Math.ceil(totalBytes / count);
  const parts: number[] = [];
  for (let left = totalBytes; left > 0; left -= partBytes) parts.push(Math.min(partBytes, left));
  return parts;
}
