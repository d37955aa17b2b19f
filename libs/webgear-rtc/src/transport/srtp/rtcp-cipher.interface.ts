/** Protects the RTCP packets of one peer and opens those of the other end. */
export interface RtcpCipher {
  /** The protected packet: each under an index of its own. */
  seal(rtcp: Buffer): Buffer;
  /**
   * The plain packet, until the next call.
   *
   * @throws Error when it is not the other end's, or not encrypted
   */
  open(srtcp: Buffer): Buffer;
  /** Releases the keys. */
  close(): void;
}

/** AES-128-GCM under one key, in one direction, over a part of a packet in its place. */
export interface GcmAead {
  /** Initialization vector of the next packet, 12 bytes, for the caller to write. */
  readonly iv: Buffer;
  /** What is authenticated beside the packet, 12 bytes, for the caller to write. */
  readonly associated: Buffer;
  /**
   * Seals or opens.
   *
   * @param packet at least 128 bytes of memory behind it, so that native code knows where it lies; has room for the tag at `end`
   * @returns `false` where the tag is not right, in which case the part means nothing
   */
  apply(packet: Buffer, start: number, end: number): boolean;
  /** Releases the key. */
  close(): void;
}

/** Makes one; what is sealed by any of them is opened by any other. */
export type GcmAeadFactory = (key: Buffer, direction: 'seal' | 'open') => GcmAead;
