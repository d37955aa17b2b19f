import type { VideoCodec } from '../media/encoded-frame.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';

/**
 * State of one viewer: `connecting` (answered, no media yet), `connected`, `closed`.
 *
 * @publicApi
 */
export type PeerState = 'connecting' | 'connected' | 'closed';

/**
 * One viewer at one instant.
 *
 * @publicApi
 */
export interface PeerSnapshot {
  /** Names the viewer in logs and statistics; public, unlike its session token. */
  readonly peerId: string;
  /** Name of the stream it watches. */
  readonly streamName: string;
  /** Its state. */
  readonly state: PeerState;
  /** Codec it is sent. */
  readonly codec: VideoCodec;
  /** Address its HTTP request came from, when known. */
  readonly remoteAddress?: string;
  /** Time of its offer, in milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Frames sent. */
  readonly framesSent: number;
  /** Frames dropped because it was too slow or waited for a key frame. */
  readonly framesDropped: number;
  /** RTP packets sent, without retransmissions. */
  readonly packetsSent: number;
  /** Bytes of RTP payload sent, without retransmissions. */
  readonly bytesSent: number;
  /** Packets sent again because the viewer reported them lost. */
  readonly packetsRetransmitted: number;
  /** Key-frame requests of the viewer (PLI and FIR). */
  readonly keyFrameRequests: number;
  /** Share of packets the viewer last reported lost, 0 to 1. */
  readonly fractionLost: number;
  /** How its packets are encrypted and sent, once it is connected. */
  readonly transport?: SendPathSnapshot;
  /** Round trip to the viewer in milliseconds, once it has reported. */
  readonly roundTripTimeMs?: number;
}
