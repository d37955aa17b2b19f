/** Protects the RTCP packets of one peer and opens those of the other end. */
export interface RtcpCipher {
  /** The protected packet: each under an index of its own. */
  seal(rtcp: Buffer): Buffer;
  /**
   * The plain packet.
   *
   * @throws Error when it is not the other end's, or not encrypted
   */
  open(srtcp: Buffer): Buffer;
  /** Releases the keys. */
  close(): void;
}
