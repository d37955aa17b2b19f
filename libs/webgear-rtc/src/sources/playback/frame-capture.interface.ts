import type { Observable } from 'rxjs';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { StreamState } from '../../media/stream-stats.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** A supervised source. */
export interface FrameCapture {
  /** The current state and every change. */
  readonly state$: Observable<StreamState>;
  /** Hot. Each failure of the source: it could not be opened, or was lost. */
  readonly failures$: Observable<unknown>;
  /** Hot. A frame is valid until the subscriber returns; clone it to keep it. */
  readonly frames$: Observable<VideoFrame>;
  /** Hot. The frames of a source that is passed through; they are not part of {@link frames$}. */
  readonly encodedFrames$: Observable<EncodedFrame>;
  /** Hot. The sound, with capture times on the axis of the frames; the source's is read only while this is subscribed. */
  readonly audio$: Observable<AudioFrame | EncodedAudioFrame>;
  /** What the source reported when it was last opened. */
  readonly info: VideoSourceInfo | undefined;
  /** The newest frame while the source is live, owned by the capture; `undefined` if the source is passed through. */
  readonly lastFrame: VideoFrame | undefined;
  /** Whether the frame being emitted is a slate. */
  readonly showsSlate: boolean;
  /** See `VideoSource.hasPublisher`. */
  readonly hasPublisher?: boolean | undefined;
  /** Asks the encoder behind the source for a key frame; left out where it cannot be asked. */
  readonly requestKeyFrame?: (() => void) | undefined;
  /** Opens the source unless it is open or opening; restarts one that has ended. */
  start(): void;
  /** Resolves when the source is open, and rejects if opening failed. Call {@link start} first. */
  opened(): Promise<VideoSourceInfo>;
  /** Closes the source, which may be started again. */
  stop(): Promise<void>;
}
