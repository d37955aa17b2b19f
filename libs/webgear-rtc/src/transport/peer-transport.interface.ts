import type { PacketRoute } from '../rtp/packet-route.interface.js';
import type { IceCredentials } from './ice/ice-credentials.js';
import type { LocalCandidate } from './ice/host-candidates.js';
import type { OfferedCandidate } from './ice/offered-candidate.js';
import type { RemoteAddress } from './ice/remote-address.js';
import type { MuxedConnection } from './ice/mux-table.js';

/** An ICE restart of a session that has its new credentials. */
export interface IceRestart {
  readonly formerUsernameFragment: string;
  /** The viewer's new half. */
  readonly remote: IceCredentials & { readonly candidates: readonly OfferedCandidate[] };
  /** Address of ours that the viewer's request reached. */
  readonly preferredAddress?: string | undefined;
}

/**
 * How one viewer is reached: by the port all share, or by ways of its own besides. What lies above it, from DTLS to the
 * reports, is the same for both.
 */
export interface PeerTransport {
  /** Whether the viewer alone looks for the way, and we only answer (RFC 8445, 2.5). */
  readonly isLite: boolean;
  /** From now on, what comes for the session is handed to it. */
  open(session: MuxedConnection): void;
  /**
   * The ways to reach us, best first. It takes a bounded time.
   *
   * @param preferredAddress address of ours that the viewer's request reached
   * @throws WebGearRtcError `WGR_NO_ICE_CANDIDATES` when there is none
   */
  gather(preferredAddress: string | undefined): Promise<readonly LocalCandidate[]>;
  /** Takes candidates that the viewer found after its offer. */
  addCandidates(candidates: readonly OfferedCandidate[]): void;
  /**
   * The session has other credentials from now on (RFC 8445, 2.4); what it is sent goes where it went until the viewer has
   * chosen a way again. @returns the ways to reach us, best first
   */
  restart(restart: IceRestart): Promise<readonly LocalCandidate[]>;
  /** Sends a datagram to where the session has heard from. */
  send(datagram: Buffer, to: RemoteAddress): void;
  /** A way for media to the viewer, wherever it is at the time. */
  route(to: () => RemoteAddress | undefined): PacketRoute;
  /** Gives everything back; what was sent still leaves. A second call waits for the first. */
  close(): Promise<void>;
}
