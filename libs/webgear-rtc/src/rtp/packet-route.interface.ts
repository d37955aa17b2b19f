import type { PacketCipher } from './packet-protector.interface.js';

/**
 * What sends: one call of Node's for each packet, one system call for many (UDP GSO), a TCP connection, or a relay (TURN).
 *
 * @publicApi
 */
export type PacketSending = 'dgram' | 'udp-gso' | 'tcp' | 'turn';

/** The route of media to one viewer. */
export interface PacketRoute {
  readonly sending: PacketSending;
  /** `false` while the network takes nothing; encrypting would be wasted. */
  readonly writable: boolean;
  /** Memory to make up packets in, until they are sent. The next call may give the same. */
  reserve(bytes: number): Buffer;
  /**
   * Sends packets without waiting.
   *
   * @param packets what {@link reserve} gave, filled
   * @param packetBytes length of each packet but the last, which may be shorter
   * @returns `false` when the network took none of them now; they may be sent later under the same numbers
   */
  send(packets: Buffer, packetBytes: number): boolean;
}

/**
 * How packets are encrypted and sent: the fastest backends that work on this system and for the path to a peer.
 *
 * @publicApi
 */
export interface SendPathSnapshot {
  /** What encrypts them. */
  readonly cipher: PacketCipher;
  /** What passes them to the system. */
  readonly send: PacketSending;
}
