import type { VideoCodec } from './encoded-frame.js';

/**
 * One encode of a stream, or the source's own encoded frames.
 *
 * @publicApi
 */
export interface RenditionStats {
  /** How its frames are compressed. */
  readonly codec: VideoCodec;
  /** Whether its frames are the source's own, sent as compressed as they came. Nothing is encoded then. */
  readonly passthrough: boolean;
  /**
   * Encoders opened since this rendition started: 1, and one more for each change of the frame's size; 0 with
   * passthrough.
   */
  readonly encodersOpened: number;
  /** Frames compressed or passed on, key frames included. */
  readonly framesEncoded: number;
  /** Frames left out because a newer one came before the encoder was free. */
  readonly framesDropped: number;
  /** Of these, frames that decoding can start with. */
  readonly keyFramesEncoded: number;
  /** Bytes of the encoded frames. */
  readonly bytesEncoded: number;
  /** Viewers it is sent to. */
  readonly peers: number;
}

/**
 * The frames of a stream as JPEG files: `stream.mjpeg` and `snapshot.jpg`.
 *
 * @publicApi
 */
export interface JpegStats {
  /** Those who read `stream.mjpeg` now. */
  readonly readers: number;
  /** Frames compressed. */
  readonly framesEncoded: number;
  /** Bytes of the encoded frames. */
  readonly bytesEncoded: number;
}

/**
 * What became of the frames that the option `transform` was called for, or should have been.
 *
 * @publicApi
 */
export interface TransformStats {
  /** Frames that went on changed. */
  readonly framesTransformed: number;
  /** Frames that the transform left out by returning `undefined`. */
  readonly framesOmitted: number;
  /** Frames lost because the transform took longer than its budget, or was still at work on a late one. */
  readonly framesLate: number;
  /** Frames lost because the transform threw, or returned something that is no frame. */
  readonly framesFailed: number;
}

/**
 * One stream at one instant. Counters only grow; rates are their differences over time.
 *
 * @publicApi
 */
export interface StreamStats {
  /** Name of the stream. */
  readonly streamName: string;
  /** Where it is in its life. */
  readonly state: StreamState;
  /** Size in pixels and nominal frame rate of the source, once it has been opened. */
  readonly source?: { readonly width: number; readonly height: number; readonly framerate: number };
  /** Frames the source gave. */
  readonly framesCaptured: number;
  /** Of a source that is sent as it comes, frames that were decoded all the same, because a subscriber needs them so. */
  readonly framesDecoded: number;
  /** Frames left out because a newer one came before scaling was done. */
  readonly framesDropped: number;
  /** What the option `transform` made of them; only with it. */
  readonly transform?: TransformStats;
  /** The encodes under way: one for each codec in use, however many watch. */
  readonly renditions: readonly RenditionStats[];
  /** The encode for those who watch without WebRTC. */
  readonly jpeg: JpegStats;
}

/**
 * State of a stream: `idle` (no viewers), `starting`, `live`, `reconnecting`, `ended` (the source has no more
 * frames), `closed` (it does not start again).
 *
 * @publicApi
 */
export type StreamState = 'idle' | 'starting' | 'live' | 'reconnecting' | 'ended' | 'closed';
