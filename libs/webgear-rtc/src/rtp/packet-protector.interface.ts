import type { GsoBatch } from '../media/packetized-frame.js';

/**
 * What encrypts: Node's own crypto, or the OpenSSL inside Node called directly.
 *
 * @publicApi
 */
export type PacketCipher = 'node' | 'openssl-ffi';

/** Encrypts and authenticates the RTP packets of one viewer. */
export interface PacketProtector {
  readonly cipher: PacketCipher;
  /** Bytes a packet grows by. */
  readonly tagBytes: number;
  /**
   * Protects one batch of packets in the place they are sent from.
   *
   * @param packets the packets, one after the other: each is a header that is there already, room for its payload and
   *   room for the tag
   * @param headerBytes length of a header with its extensions
   * @param batch the payloads in the clear; left as they are
   * @param firstIndex the 48-bit SRTP index of the first packet, roll-over counter and sequence number; the others
   *   follow. With one SSRC no index may be used twice for different content, because that gives the key stream away
   *   (RFC 7714, 9.1)
   */
  protect(packets: Buffer, headerBytes: number, batch: GsoBatch, firstIndex: number): void;
  /** Releases its keys. A second call does nothing; nothing can be protected afterwards. */
  close(): void;
}
