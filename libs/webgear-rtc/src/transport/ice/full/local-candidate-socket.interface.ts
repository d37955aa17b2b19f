import type { StunOverTurnProtocol, StunProtocol } from 'werift';
import type { PacketSending } from '../../../rtp/packet-route.interface.js';
import type { LocalCandidate } from '../local-candidate.interface.js';

/** An address as werift writes it. */
export type WeriftAddress = readonly [address: string, port: number];

/** Takes what comes in; `true` when it is done with, `false` when werift is to have it: answers to what it asked. */
export type PacketFilter = (datagram: Buffer, from: WeriftAddress) => boolean;

/** A socket of one viewer's, or a relay. */
export interface LocalCandidateSocket {
  readonly protocol: StunProtocol | StunOverTurnProtocol;
  /** What sends. */
  readonly sending: PacketSending;
  /** How others reach it; none when nobody said. */
  readonly candidates: readonly LocalCandidate[];
  /** From now on everything that comes in goes through the gate. Before, only answers of servers are read. */
  guard(gate: PacketFilter): void;
  /** Lets in who comes from an address, without having been told of it by an offer. */
  expect?(address: string | undefined): void;
  /** Gives everything back. */
  close(): Promise<void>;
}
