import type { VideoFrame } from '../media/video-frame.js';

/**
 * One step of a stream's frame processing.
 *
 * Ownership: the given frame is lent. A stage returns that frame itself where it changes nothing, which costs no clone; a new
 * frame, which is the pipeline's to close; or `undefined` to leave the frame out. It never closes the frame it was lent, and
 * clones it to keep it.
 */
export interface FrameStage {
  /** `false` while it changes nothing: frames pass by it. Looked at before each frame. */
  readonly active: boolean;
  /** Whether slates pass it too; those have the size and format of an encoder to be brought to as well, and nothing else. */
  readonly takesSlates: boolean;
  /** Whether {@link close} ends a frame under way, so that it must come before the wait for that frame. */
  readonly abortsOnClose: boolean;
  /** Calls do not overlap. A rejection loses this frame alone. */
  process(frame: VideoFrame): Promise<VideoFrame | undefined>;
  /** A slate has passed by: the next frame does not continue those before. */
  interrupt?(): void;
  /** Frees everything. A second call does nothing. */
  close(): Promise<void>;
}
