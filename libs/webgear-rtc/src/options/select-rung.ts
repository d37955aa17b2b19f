import type { ViewerIdentity } from './access-options.interface.js';

/**
 * One step of the quality ladder of a stream.
 *
 * @publicApi
 */
export interface Rung {
  /** Its name: `full`, `half`, `quarter`, `<height>p`, or `source` for the frames of the source themselves. */
  readonly rung: string;
  /** Width of its frames in pixels; 0 until the source has reported its size. */
  readonly width: number;
  /** Height of its frames in pixels; 0 until the source has reported its size. */
  readonly height: number;
  /** What a viewer's network must carry for it, in bits per second. */
  readonly bitrateBps: number;
}

/**
 * A connected viewer as `selectRung` gets it: those fields of its `PeerSnapshot` on which a choice may depend.
 *
 * @publicApi
 */
export interface ConnectedPeer {
  /** Names the viewer in logs and statistics. */
  readonly peerId: string;
  /** Name of the stream it watches. */
  readonly streamName: string;
  /** Address its HTTP request came from, when known. */
  readonly remoteAddress?: string;
  /** Who it is, where `authorize` or a link says it. */
  readonly viewer?: ViewerIdentity;
  /** Time of its offer, in milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Share of packets it last reported lost, 0 to 1. */
  readonly fractionLost: number;
  /** Round trip to the viewer in milliseconds, once it has reported. */
  readonly roundTripTimeMs?: number;
  /** Rung it is sent. */
  readonly rung?: string;
  /** What its network carries by the latest estimate, in bits per second; absent while unknown. */
  readonly estimateBps?: number;
  /** How long its send queue takes to empty, in milliseconds. */
  readonly queueMs?: number;
  /** How often frames were dropped so that it had to wait for a key frame. */
  readonly freezes?: number;
  /** Whether its network carries not even the lowest rung. */
  readonly tooSlow?: boolean;
}

/**
 * Chooses the rung of one viewer: its name, or `undefined` for automatic selection.
 *
 * @publicApi
 */
export type SelectRung = (peer: ConnectedPeer, rungs: readonly Rung[]) => string | undefined;
