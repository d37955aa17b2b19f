import type { AudioFormat } from './audio-frame.js';
import type { MediaCodec, TrackKind } from './rendition-key.js';

/**
 * One encode of a track of a stream, or the source's own encoded frames.
 *
 * @publicApi
 */
export interface RenditionStats {
  /** What is encoded: the video, or the sound. */
  readonly track: TrackKind;
  /** How its frames are compressed. */
  readonly codec: MediaCodec;
  /** Its place in the quality ladder: `source` with passthrough, `full`, or the name of a lower one. */
  readonly rung: string;
  /** Width of its frames in pixels; 0 before the first, and for sound. */
  readonly width: number;
  /** Height of its frames in pixels; 0 before the first, and for sound. */
  readonly height: number;
  /** Target rate of its encoder, or measured rate of the source's own frames, in bits per second; 0 while unknown. */
  readonly bitrateBps: number;
  /** Whether these are the encoded frames of the source, sent unchanged. Nothing is encoded then. */
  readonly passthrough: boolean;
  /**
   * Encoders opened since this rendition started: 1, and one more for each change of the frame's size; 0 with
   * passthrough.
   */
  readonly encodersOpened: number;
  /** Frames encoded or passed through, including key frames. */
  readonly framesEncoded: number;
  /** Frames dropped because a newer one arrived before the encoder was free. */
  readonly framesDropped: number;
  /** Of those dropped, the frames left out on purpose, for a frame rate below that of the source. */
  readonly framesLeftOut: number;
  /** Key frames encoded or passed through. */
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
  /** Current readers of `stream.mjpeg`. */
  readonly readers: number;
  /** Frames encoded. */
  readonly framesEncoded: number;
  /** Bytes of the encoded frames. */
  readonly bytesEncoded: number;
}

/**
 * Results of the option `transform`.
 *
 * @publicApi
 */
export interface TransformStats {
  /** Frames that it returned. */
  readonly framesTransformed: number;
  /** Frames dropped because it returned `undefined`. */
  readonly framesOmitted: number;
  /** Frames dropped because it exceeded its time limit, or was still processing an earlier frame that had. */
  readonly framesLate: number;
  /** Frames dropped because it threw, or returned an invalid frame. */
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
  /** Its state. */
  readonly state: StreamState;
  /** Size in pixels and nominal frame rate of the source, and its sound if it has any, once it has been opened. */
  readonly source?: {
    readonly width: number;
    readonly height: number;
    readonly framerate: number;
    readonly audio?: AudioFormat;
  };
  /** Frames received from the source, including slates. */
  readonly framesCaptured: number;
  /** With passthrough, frames that were decoded for a subscriber. */
  readonly framesDecoded: number;
  /** Frames dropped because a newer one arrived before the processing stages were free. */
  readonly framesDropped: number;
  /** Results of the option `transform`; only with it. */
  readonly transform?: TransformStats;
  /** The renditions in use: one for each codec and rung, and one for passthrough, however many viewers there are. */
  readonly renditions: readonly RenditionStats[];
  /** The JPEG images, for viewers without WebRTC. */
  readonly jpeg: JpegStats;
}

/**
 * State of a stream: `idle` (no viewers), `starting`, `live`, `reconnecting`, `ended` (the source has no more
 * frames), `closed` (it does not start again).
 *
 * @publicApi
 */
export type StreamState = 'idle' | 'starting' | 'live' | 'reconnecting' | 'ended' | 'closed';
