import type { VideoCodec } from '../encoder/encoded-frame.interface.js';
import type { StreamState } from '../options/stream-state.interface.js';
import type { TransformStats } from './transform-stats.interface.js';

/**
 * One encode of a stream.
 *
 * @publicApi
 */
export interface RenditionStats {
  /** How its pictures are compressed. */
  readonly codec: VideoCodec;
  /** Encoders opened since this rendition started: 1, and one more for each change of the picture's size. */
  readonly encodersOpened: number;
  /** Pictures compressed, key frames included. */
  readonly framesEncoded: number;
  /** Pictures left out because a newer one came before the encoder was free. */
  readonly framesDropped: number;
  /** Pictures compressed so that decoding can start there. */
  readonly keyFramesEncoded: number;
  /** Bytes the encoder made. */
  readonly bytesEncoded: number;
  /** Viewers it is sent to. */
  readonly peers: number;
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
  /** Pictures left out because a newer one came before scaling was done. */
  readonly framesDropped: number;
  /** What the option `transform` made of them; only with it. */
  readonly transform?: TransformStats;
  /** The encodes under way: one for each codec in use, however many watch. */
  readonly renditions: readonly RenditionStats[];
}
