import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** Frames made of what a program writes. */
export interface ProcessFrames {
  /** What is known of them before the first. */
  readonly info: VideoSourceInfo;
  /**
   * The next frame, owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * Capture times of live frames are the clock's; any other's count from a start of their own.
   */
  next(): Promise<VideoFrame | undefined>;
  /** The same as it came, or decoded where it cannot be sent so; asked instead of {@link next} where it is there. */
  nextEncoded?(): Promise<EncodedFrame | VideoFrame | undefined>;
  /** Frees everything; not while a frame is being read. */
  close(): void;
}
