import type { PeerAnswer, PeerOffer } from './peer-manager.interface.js';
import type { PeerSnapshot, SendPathSnapshot } from './peer-snapshot.interface.js';
import type { ViewedStream } from './viewed-stream.interface.js';

/** One viewer as the registration keeps it, whichever thread it is served in. */
export interface RegisteredPeer {
  readonly peerId: string;
  readonly sessionToken: string;
  readonly streamName: string;
  /** Ends the session and gives everything back. A second call does nothing. */
  close(reason: string): void;
  snapshot(): PeerSnapshot;
}

/** Where viewers are written down. */
export interface PeerLedger {
  add(peer: RegisteredPeer): void;
  remove(peer: RegisteredPeer): void;
  /** Something about a viewer has changed. */
  announce(peer: RegisteredPeer): void;
}

/** Who wants to come in. */
export interface Admission {
  /** Names the viewer in logs and statistics; public. */
  readonly peerId: string;
  /** Lets its holder end this viewer's session; secret. */
  readonly sessionToken: string;
  /** Called once the offer is known to be servable, just before the viewer is written down; what it throws refuses it. */
  admit(): void;
  /** Called when its session has ended, with the reason. */
  onClosed(reason: string): void;
}

/** What answers offers and sends the pictures. */
export interface ViewerServer {
  /** The fastest ways to encrypt and to send that work here; a viewer's own may be slower ones. */
  readonly transport: SendPathSnapshot;
  /** Does once, for nobody, what is slow the first time. */
  warmUp(): Promise<void>;
  /**
   * Makes a viewer out of an offer.
   *
   * @throws WebGearRtcError `WGR_SDP_INVALID`, `WGR_SDP_UNSUPPORTED`, `WGR_WORKER_FAILED`, and what `admit` throws
   */
  accept(stream: ViewedStream, offer: PeerOffer, admission: Admission): Promise<PeerAnswer>;
  /** Says good-bye to all and frees the port. A second call waits for the first. */
  close(): Promise<void>;
}
