import type { StunOverTurnProtocol, StunProtocol } from 'werift';
import type { PacketSending } from '../../../rtp/packet-route.interface.js';
import type { LocalCandidate } from '../host-candidates.js';

/** An address as werift writes it. */
export type WeriftAddress = readonly [address: string, port: number];

/** Takes a datagram; `true` when it is handled, `false` when werift must see it: answers to its own requests. */
export type PacketFilter = (datagram: Buffer, from: WeriftAddress) => boolean;

/** A local socket of one peer, or a TURN allocation. */
export interface LocalCandidateSocket {
  readonly protocol: StunProtocol | StunOverTurnProtocol;
  /** How packets leave. */
  readonly sending: PacketSending;
  /** Addresses it can be reached at; none where no server answered. */
  readonly candidates: readonly LocalCandidate[];
  /** From now on every datagram goes through the filter. Before, only answers of servers are read. */
  setFilter(filter: PacketFilter): void;
  /** Creates a TURN permission (RFC 8656, 9) for an address that no offer has named. */
  createPermission?(address: string | undefined): void;
  /** Releases everything. */
  close(): Promise<void>;
}
