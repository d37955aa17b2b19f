import type { StreamEngine } from '../broadcast/stream-engine.js';
import type { Admission } from './admission-control.js';
import type { PeerAnswer, PeerOffer } from './peer-manager.interface.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';

/** What answers offers and sends the frames: in this thread or in workers. */
export interface ViewerServer {
  /** The fastest cipher and send path that work here; those of one peer may be slower. */
  readonly transport: SendPathSnapshot;
  /** Does in advance, once, what is slow the first time. */
  warmUp(): Promise<void>;
  /**
   * Makes a peer of an offer.
   *
   * @throws WebGearRtcError `WGR_SDP_INVALID`, `WGR_SDP_UNSUPPORTED`, `WGR_WORKER_FAILED`, and what `admit` throws
   */
  accept(stream: StreamEngine, offer: PeerOffer, admission: Admission): Promise<PeerAnswer>;
  /** A stream has other options, or is removed: what is known of it elsewhere follows. Nothing to do where it is made. */
  follow?(kind: 'reconfigured' | 'removed', stream: StreamEngine): void;
  /** Closes all peers and frees the port. A second call waits for the first. */
  close(): Promise<void>;
}
