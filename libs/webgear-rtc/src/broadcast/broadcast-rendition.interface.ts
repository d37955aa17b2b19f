import type { Observable } from 'rxjs';
import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { Broadcaster } from './broadcaster.js';
import type { FrameSink } from './stream-engine.js';

/** Encoded frames that many viewers share, wherever they come from. */
export interface BroadcastRendition {
  readonly broadcaster: Broadcaster;
  /** `false` while no frames are to be expected, so that a switch to another rendition does not wait. Left out: `true`. */
  readonly delivers?: boolean;
  /** Every encoded frame, after it went to the viewers. */
  readonly encodedFrames$: Observable<EncodedFrame | EncodedAudioFrame>;
  /**
   * A receiver needs a key frame.
   *
   * @param sink which, if it is a viewer
   */
  requestKeyFrame(sink?: FrameSink): void;
  stats(): RenditionStats;
  /** Ends it, and what feeds it. A second call does nothing. */
  close(): Promise<void>;
}
