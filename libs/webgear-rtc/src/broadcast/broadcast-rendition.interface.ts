import type { Observable } from 'rxjs';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { Broadcaster } from './broadcaster.js';
import type { FrameSink } from './stream-engine.js';

/** Compressed pictures that many viewers share, wherever they come from. */
export interface BroadcastRendition {
  readonly broadcaster: Broadcaster;
  /** Every compressed picture, after it went to the viewers. */
  readonly encodedFrames$: Observable<EncodedFrame>;
  /**
   * Somebody cannot go on without a picture that can be decoded alone.
   *
   * @param sink who, if it is a viewer
   */
  requestKeyFrame(sink?: FrameSink): void;
  stats(): RenditionStats;
  close(): Promise<void>;
}
