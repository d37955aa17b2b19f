/** Cuts encoded frames of one rendition into RTP payloads. It may count frames, so each rendition has its own. */
export interface Payloader {
  /** The payloads of one frame, in sending order. They may share memory with `data`. */
  payload(data: Buffer): Buffer[];
}

/**
 * Largest RTP payload in bytes.
 *
 * With 12 bytes of header, up to 28 of extensions, 16 of SRTP tag and 28 of UDP and IPv4 a datagram stays under the
 * 1,280 bytes that every path carries, TURN and VPN included.
 */
export const maxPayloadBytes = 1184;

/** Lengths of `count` nearly equal parts of `total` bytes: all alike, only the last may be shorter. */
export function equalParts(totalBytes: number, maxPartBytes: number): number[] {
  const count = Math.max(1, Math.ceil(totalBytes / maxPartBytes));
  const partBytes = Math.ceil(totalBytes / count);
  const parts: number[] = [];
  for (let left = totalBytes; left > 0; left -= partBytes) parts.push(Math.min(partBytes, left));
  return parts;
}
