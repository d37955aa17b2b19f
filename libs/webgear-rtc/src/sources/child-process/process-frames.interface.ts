import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { ProgramSound } from '../audio/program-sound.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** Converts the output of a program to frames. */
export interface ProcessFrames {
  /** What is known before the first frame. */
  readonly info: VideoSourceInfo;
  /**
   * The next frame, owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * Live frames have capture times of the clock; those of others start anywhere.
   */
  next(): Promise<VideoFrame | undefined>;
  /**
   * The next frame encoded, or decoded while passthrough is not possible; called instead of {@link next} if present.
   */
  nextEncoded?(): Promise<EncodedFrame | VideoFrame | undefined>;
  /** The sound that the program writes beside the frames; the info has its format. */
  readonly sound?: ProgramSound | undefined;
  /** Frees everything. Must not be called while a read is pending. */
  close(): void;
}
