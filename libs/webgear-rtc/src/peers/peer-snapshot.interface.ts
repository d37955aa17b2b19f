import type { AudioCodec } from '../media/audio-frame.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { ViewerIdentity } from '../options/access-options.interface.js';
import type { Rung } from '../options/select-rung.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';
import type { RungSwitches, RungTime } from './rung-history.js';

/**
 * State of one viewer: `connecting` (answered, no media yet; no image yet), `connected`, `closed`.
 *
 * @publicApi
 */
export type PeerState = 'connecting' | 'connected' | 'closed';

/**
 * The sound of one viewer at one instant.
 *
 * @publicApi
 */
export interface PeerAudioSnapshot {
  /** Codec it is sent in. */
  readonly codec: AudioCodec;
  /** RTP packets sent; none is sent again. */
  readonly packetsSent: number;
  /** Bytes of RTP payload sent. */
  readonly bytesSent: number;
  /** Share of packets the viewer last reported lost, 0 to 1. */
  readonly fractionLost: number;
}

/**
 * One viewer at one instant. Its counters are those of the video; those of the sound are in {@link audio}.
 *
 * A viewer of `stream.mjpeg` gets images over TCP: its counters of packets and losses are 0, and what tells of a path, of rungs and of
 * sound is absent.
 *
 * @publicApi
 */
export interface PeerSnapshot {
  /** Names the viewer in logs and statistics; public, unlike its session token. */
  readonly peerId: string;
  /** Name of the stream it watches. */
  readonly streamName: string;
  /** How it watches: by WebRTC, or by the images of `stream.mjpeg`. */
  readonly mode: 'webrtc' | 'mjpeg';
  /** Its state. */
  readonly state: PeerState;
  /** Codec it is sent. */
  readonly codec: VideoCodec | 'mjpeg';
  /** Address its HTTP request came from, when known. */
  readonly remoteAddress?: string;
  /** Who it is, where `authorize` or a link says it. */
  readonly viewer?: ViewerIdentity;
  /** When its permission ends, in milliseconds since 1970; absent for one without an end. */
  readonly expiresAtMs?: number;
  /** Time of its offer or request, in milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Frames or images sent. */
  readonly framesSent: number;
  /** Frames dropped because it was too slow or waited for a key frame. */
  readonly framesDropped: number;
  /** RTP packets sent, without retransmissions. */
  readonly packetsSent: number;
  /** Bytes of RTP payload sent, without retransmissions; of `stream.mjpeg`, of the body. */
  readonly bytesSent: number;
  /** Packets sent again because the viewer reported them lost. */
  readonly packetsRetransmitted: number;
  /** Messages in which the viewer named packets as lost (NACK). */
  readonly nacksReceived: number;
  /** Key-frame requests of the viewer (PLI and FIR). */
  readonly keyFrameRequests: number;
  /** Share of packets the viewer last reported lost, 0 to 1. */
  readonly fractionLost: number;
  /** Milliseconds from its offer or request to its first frame, a key frame or an image, once that has been sent. */
  readonly joinMs?: number;
  /** How its packets are encrypted and sent, once it is connected. */
  readonly transport?: SendPathSnapshot;
  /** Packets the viewer has reported lost in all, once it is connected; most are repaired by retransmissions. */
  readonly packetsLost?: number;
  /** Round trip to the viewer in milliseconds, once it has reported. */
  readonly roundTripTimeMs?: number;
  /** Mean of all its round trips in milliseconds, once it has reported. */
  readonly meanRoundTripTimeMs?: number;
  /** Rung of the quality ladder it is sent, once it is connected. */
  readonly rung?: string;
  /** The rungs there are for it, best first, once it is connected. */
  readonly rungs?: readonly Rung[];
  /** How long it was sent each rung, in the order in which they were first sent, once it is connected. */
  readonly rungTimes?: readonly RungTime[];
  /** How often it was switched to another rung, once it is connected. */
  readonly rungSwitches?: RungSwitches;
  /** What its network carries by the latest estimate, in bits per second; absent while unknown. */
  readonly estimateBps?: number;
  /** Bitrate of the rung it is sent, in bits per second. */
  readonly targetBps?: number;
  /** How long its send queue takes to empty, in milliseconds. */
  readonly queueMs?: number;
  /** How often frames were dropped so that it had to wait for a key frame. */
  readonly freezes?: number;
  /** Whether its network carries not even the lowest rung, so that only key frames are sent. */
  readonly tooSlow?: boolean;
  /** Its sound; absent where none was agreed on. */
  readonly audio?: PeerAudioSnapshot;
}

/**
 * One viewer of WebRTC at one instant.
 *
 * @publicApi
 */
export interface WebRtcViewerSnapshot extends PeerSnapshot {
  /** By WebRTC. */
  readonly mode: 'webrtc';
  /** Codec it is sent. */
  readonly codec: VideoCodec;
}

/**
 * One viewer of `stream.mjpeg` at one instant.
 *
 * @publicApi
 */
export interface MjpegViewerSnapshot extends PeerSnapshot {
  /** By `stream.mjpeg`. */
  readonly mode: 'mjpeg';
  /** Images, which have no codec of WebRTC. */
  readonly codec: 'mjpeg';
}
