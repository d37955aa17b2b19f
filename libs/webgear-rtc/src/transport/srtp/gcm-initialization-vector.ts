/** Length of the authentication tag, in bytes (RFC 7714, 13.1). */
export const gcmTagBytes = 16;

const ivBytes = 12;

/**
 * The initialization vector of each packet: two zero octets, SSRC, roll-over counter and sequence number, and the
 * session salt over all of it (RFC 7714, 8.1).
 */
export class GcmInitializationVector {
  /**
   * @param salt session salt, 12 bytes
   * @param bytes where it is written
   */
  constructor(
    private readonly salt: Buffer,
    readonly bytes: Buffer = Buffer.alloc(ivBytes),
  ) {
    bytes[0] = salt[0] ?? 0;
    bytes[1] = salt[1] ?? 0;
  }

  /** @param packet begins with an RTP header of the stream that is meant */
  forStream(packet: Buffer): void {
    const { bytes, salt } = this;
    for (let at = 2; at < 6; at++) bytes[at] = (salt[at] ?? 0) ^ (packet[at + 6] ?? 0);
  }

  forPacket(packetIndex: number): void {
    const { bytes, salt } = this;
    const rolloverCounter = Math.floor(packetIndex / 0x10000);
    bytes[6] = (salt[6] ?? 0) ^ (rolloverCounter >>> 24);
    bytes[7] = (salt[7] ?? 0) ^ (rolloverCounter >>> 16);
    bytes[8] = (salt[8] ?? 0) ^ (rolloverCounter >>> 8);
    bytes[9] = (salt[9] ?? 0) ^ rolloverCounter;
    bytes[10] = (salt[10] ?? 0) ^ (packetIndex >>> 8);
    bytes[11] = (salt[11] ?? 0) ^ packetIndex;
  }
}
