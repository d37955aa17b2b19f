import type { WebGearRtcErrorCode } from '../errors/error-registry.js';
import type { StreamState } from '../media/stream-stats.js';
import type { LeaveReason } from '../peers/leave-reason.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { RungTime } from '../peers/rung-history.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';

/**
 * A viewer is connected, and video is sent to it.
 *
 * @publicApi
 */
export interface ViewerJoined {
  /** Name of the stream. */
  readonly streamName: string;
  /** The viewer. */
  readonly viewer: PeerSnapshot;
  /** How many viewers the stream has now. */
  readonly viewers: number;
}

/**
 * What a viewer was sent, from its offer to its end.
 *
 * @publicApi
 */
export interface SessionTotals {
  /** From its offer, in milliseconds. */
  readonly durationMs: number;
  /** Bytes of RTP payload: video and sound, without retransmissions. */
  readonly bytesSent: number;
  /** RTP packets: video and sound, without retransmissions. */
  readonly packetsSent: number;
  /** Packets of video sent again because they were reported lost. */
  readonly packetsRetransmitted: number;
  /** Frames sent. */
  readonly framesSent: number;
  /** Frames left out because the viewer was too slow or waited for a key frame. */
  readonly framesDropped: number;
  /** Packets of video that the viewer reported lost; most are repaired by retransmissions. */
  readonly packetsLost: number;
  /** The share of these in all packets of video, 0 to 1. */
  readonly lossRatio: number;
  /** Mean round trip in milliseconds; absent if the viewer never reported. */
  readonly meanRoundTripTimeMs?: number;
  /** How long it was sent each rung, in the order in which they were first sent. */
  readonly rungs: readonly RungTime[];
  /** How often frames were dropped so that it had to wait for a key frame. */
  readonly freezes: number;
}

/**
 * A viewer that had joined is gone.
 *
 * @publicApi
 */
export interface ViewerLeft {
  /** Name of the stream. */
  readonly streamName: string;
  /** The viewer, with its last counters. */
  readonly viewer: PeerSnapshot;
  /** Why. */
  readonly reason: LeaveReason;
  /** What is known beyond the reason: the text of the application that closed it, or what failed. */
  readonly detail?: string;
  /** What it was sent. */
  readonly totals: SessionTotals;
  /** How many viewers the stream has now. */
  readonly viewers: number;
}

/**
 * The state of a stream has changed.
 *
 * @publicApi
 */
export interface StreamStateChange {
  /** Name of the stream. */
  readonly streamName: string;
  /** Its state; `closed` when it has been removed. */
  readonly state: StreamState;
  /** The state before. */
  readonly previous: StreamState;
  /** What the source is like, when the stream is `live`. */
  readonly source?: VideoSourceInfo;
}

/**
 * The source of a stream could not be opened, or was lost. It is tried again where that may help, which the state tells.
 *
 * @publicApi
 */
export interface SourceFailure {
  /** Name of the stream. */
  readonly streamName: string;
  /** What happened; a `WebGearRtcError` unless code of the application threw something else. */
  readonly error: Error;
  /** Code of the error, if it has one. */
  readonly code?: WebGearRtcErrorCode;
}

/**
 * The events of a registration by the names under which `@nestjs/event-emitter` has them. Each has the `name` of the registration
 * besides, empty for one without a name.
 *
 * @publicApi
 */
export interface WebGearRtcEvents {
  /** See {@link ViewerJoined}. */
  readonly 'webgear-rtc.viewer.joined': ViewerJoined & { readonly registration: string };
  /** See {@link ViewerLeft}. */
  readonly 'webgear-rtc.viewer.left': ViewerLeft & { readonly registration: string };
  /** See {@link StreamStateChange}. */
  readonly 'webgear-rtc.stream.state': StreamStateChange & { readonly registration: string };
  /** See {@link SourceFailure}. */
  readonly 'webgear-rtc.source.failed': SourceFailure & { readonly registration: string };
}
