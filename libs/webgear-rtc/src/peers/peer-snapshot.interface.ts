import type { VideoCodec } from '../media/encoded-frame.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';

/**
 * State of one viewer: `connecting` (answered, no media yet), `connected`, `closed`.
 *
 * @publicApi
 */
export type PeerState = 'connecting' | 'connected' | 'closed';

/**
 * A rung of the quality ladder, as a viewer may get it.
 *
 * @publicApi
 */
export interface PeerRung {
  /** Its name, for `rung` of `ViewerPreferences`. */
  readonly rung: string;
  /** Width of its frames in pixels; 0 until the source has reported its size. */
  readonly width: number;
  /** Height of its frames in pixels; 0 until the source has reported its size. */
  readonly height: number;
  /** What a path must carry for it, in bits per second. */
  readonly bitrateBps: number;
}

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
  /** Rung it is served from, or is being switched to, once it is connected. */
  readonly rung?: string;
  /** Rungs there are for it, best first, once it is connected. */
  readonly rungs?: readonly PeerRung[];
  /** What its path carries by estimate, in bits per second, once it has reported. */
  readonly estimateBps?: number;
  /** Bit rate of its rung, in bits per second. */
  readonly targetBps?: number;
  /** How long what waits for it takes to leave, in milliseconds. */
  readonly queueMs?: number;
  /** How often frames were given up, so that it waited for a key frame. */
  readonly freezes?: number;
  /** Whether its path does not carry the lowest rung, so that it gets key frames alone. */
  readonly tooSlow?: boolean;
}
