import type { Observable } from 'rxjs';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { StreamState } from '../../media/stream-state.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** A supervised source, as the rooms after it see it. */
export interface FrameCapture {
  /** The state now, and each change. */
  readonly state$: Observable<StreamState>;
  /** Hot. A frame is valid until the subscriber returns; clone it to keep it. */
  readonly frames$: Observable<VideoFrame>;
  /** Hot. The frames of a source that hands on its own compressed ones, which then are not among {@link frames$}. */
  readonly encodedFrames$: Observable<EncodedFrame>;
  /** What the source said of itself when it was last opened. */
  readonly info: VideoSourceInfo | undefined;
  /** The newest frame of the source while it is live, on loan; `undefined` where it gives compressed ones. */
  readonly lastFrame: VideoFrame | undefined;
  /** Whether the frame that is being delivered is a slate, not the source's. */
  readonly showsSlate: boolean;
  /** Opens the source unless it is open or opening; one that has ended starts anew. */
  start(): void;
  /** Resolves when the source has been opened; rejects when that failed. Only after {@link start}. */
  opened(): Promise<VideoSourceInfo>;
  /** Closes the source; it may be started again. */
  stop(): Promise<void>;
}
