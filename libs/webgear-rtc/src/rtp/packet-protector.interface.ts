/** Encrypts and authenticates RTP packets of one viewer. */
export interface PacketProtector {
  /**
   * The protected packet.
   *
   * @param header the RTP header with its extensions
   * @param payload the parts of the payload, in order
   * @param packetIndex the 48-bit SRTP index, roll-over counter and sequence number; with one SSRC no index may be
   *   used twice for different content, because that gives the key stream away (RFC 7714, 9.1)
   */
  protect(header: Buffer, payload: readonly Buffer[], packetIndex: number): Buffer;
}
