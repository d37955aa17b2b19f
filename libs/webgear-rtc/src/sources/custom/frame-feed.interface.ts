import type { VideoFrame } from '../../media/video-frame.js';

/** Where a custom source gets its frames, made from pictures of any form. */
export interface FrameFeed {
  /** Opens what there is to open. Rejects with what it rejects with. */
  start(): Promise<void>;
  /**
   * The next frame, owned by the caller, when it is due; `undefined` at the end and once the feed is closed. Calls must
   * not overlap.
   */
  next(): Promise<VideoFrame | undefined>;
  /** Ends a `next` under way, then frees everything. */
  close(): Promise<void>;
}
