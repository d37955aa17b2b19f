import type { VideoCodec } from './encoded-frame.js';

/**
 * The encoded video of a stream.
 *
 * @publicApi
 */
export interface VideoSelection {
  /** Which track. */
  readonly track: 'video';
  /**
   * How its frames are compressed.
   *
   * @default 'h264'
   */
  readonly codec?: VideoCodec;
  /** Name of the stream; the first where left out. */
  readonly streamName?: string;
}

/**
 * The encoded sound of a stream.
 *
 * @publicApi
 */
export interface AudioSelection {
  /** Which track. */
  readonly track: 'audio';
  /**
   * How its packets are compressed.
   *
   * @default 'opus'
   */
  readonly codec?: 'opus';
  /** Name of the stream; the first where left out. */
  readonly streamName?: string;
}
