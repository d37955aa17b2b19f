import type { CaptureClock } from '../../media/capture-clock.js';
import type { SlatePainter } from './play-slate.js';
import type { StreamLogger } from '../../media/stream-logger.js';
import type { VideoSource } from '../video-source.interface.js';

/** The source, and how it is to be run. */
export interface SourceSupervisorParts {
  readonly source: VideoSource;
  /** Name of the stream, for the log; left out for a source that is part of a composition. */
  readonly streamName?: string;
  readonly clock: CaptureClock;
  readonly logger: StreamLogger;
  readonly paintSlate: SlatePainter;
  /** Start again at the end. */
  readonly loop: boolean;
  /** While the source has no frames, show "No Input" instead of nothing. */
  readonly enableInfiniteFrames: boolean;
  /** How long a camera or a network source may be silent before it counts as failed, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Wait before the source is first opened, in milliseconds. */
  readonly timeDelayMs: number;
  /** Jitter of the waits between tries to reconnect; `Math.random` when left out. */
  readonly random?: () => number;
}
