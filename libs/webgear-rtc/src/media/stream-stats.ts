import type { VideoCodec } from './encoded-frame.js';
import type { StreamState } from './stream-state.js';
import type { TransformStats } from './transform-stats.js';

/**
 * One encode of a stream, or the source's own compressed pictures.
 *
 * @publicApi
 */
export interface RenditionStats {
  /** How its pictures are compressed. */
  readonly codec: VideoCodec;
  /** Whether its pictures are the source's own, sent as compressed as they came. Nothing is encoded then. */
  readonly passthrough: boolean;
  /**
   * Encoders opened since this rendition started: 1, and one more for each change of the picture's size; 0 with
   * passthrough.
   */
  readonly encodersOpened: number;
  /** Pictures compressed or passed on, key frames included. */
  readonly framesEncoded: number;
  /** Pictures left out because a newer one came before the encoder was free. */
  readonly framesDropped: number;
  /** Of these, pictures that decoding can start with. */
  readonly keyFramesEncoded: number;
  /** Bytes of the compressed pictures. */
  readonly bytesEncoded: number;
  /** Viewers it is sent to. */
  readonly peers: number;
}

/**
 * The pictures of a stream as JPEG files: `stream.mjpeg` and `snapshot.jpg`.
 *
 * @publicApi
 */
export interface JpegStats {
  /** Those who read `stream.mjpeg` now. */
  readonly readers: number;
  /** Pictures compressed. */
  readonly framesEncoded: number;
  /** Bytes of the compressed pictures. */
  readonly bytesEncoded: number;
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
  /** Pictures the source gave. */
  readonly framesCaptured: number;
  /** Of a source that is sent as it comes, pictures that were decoded all the same, because somebody needs them so. */
  readonly framesDecoded: number;
  /** Pictures left out because a newer one came before scaling was done. */
  readonly framesDropped: number;
  /** What the option `transform` made of them; only with it. */
  readonly transform?: TransformStats;
  /** The encodes under way: one for each codec in use, however many watch. */
  readonly renditions: readonly RenditionStats[];
  /** The encode for those who watch without WebRTC. */
  readonly stills: JpegStats;
}
