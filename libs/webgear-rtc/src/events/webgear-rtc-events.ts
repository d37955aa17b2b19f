import type { WebGearRtcErrorCode } from '../errors/error-registry.js';
import type { StreamState } from '../media/stream-stats.js';
import type { LeaveReason } from '../peers/leave-reason.js';
import type { MjpegViewerSnapshot, WebRtcViewerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { RungTime } from '../peers/rung-history.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';

/**
 * The viewer of an event, by how it watches.
 *
 * @publicApi
 */
export type EventViewer =
  | {
      /** By WebRTC. */
      readonly transport: 'webrtc';
      /** The viewer, with its counters. */
      readonly viewer: WebRtcViewerSnapshot;
    }
  | {
      /** By `stream.mjpeg`. */
      readonly transport: 'mjpeg';
      /** The viewer, with its counters. */
      readonly viewer: MjpegViewerSnapshot;
    };

/**
 * A viewer is connected, and video is sent to it; to one of `stream.mjpeg`, its first image.
 *
 * @publicApi
 */
export type ViewerJoined = EventViewer & {
  /** Name of the stream. */
  readonly streamName: string;
  /** How many viewers the stream has now, by either transport. */
  readonly viewers: number;
};

/**
 * What a viewer was sent, from its offer to its end. A viewer of `stream.mjpeg` has no packets and no rungs: those are 0 and empty.
 *
 * @publicApi
 */
export interface SessionTotals {
  /** From its offer or request, in milliseconds. */
  readonly durationMs: number;
  /** Bytes of RTP payload: video and sound, without retransmissions; of `stream.mjpeg`, of the body. */
  readonly bytesSent: number;
  /** RTP packets: video and sound, without retransmissions. */
  readonly packetsSent: number;
  /** Packets of video sent again because they were reported lost. */
  readonly packetsRetransmitted: number;
  /** Frames or images sent. */
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
export type ViewerLeft = EventViewer & {
  /** Name of the stream. */
  readonly streamName: string;
  /** Why. */
  readonly reason: LeaveReason;
  /** What is known beyond the reason: the text of the application that closed it, or what failed. */
  readonly detail?: string;
  /** What it was sent. */
  readonly totals: SessionTotals;
  /** How many viewers the stream has now, by either transport. */
  readonly viewers: number;
};

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
