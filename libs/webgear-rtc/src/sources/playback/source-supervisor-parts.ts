import type { CaptureClock } from '../../media/capture-clock.js';
import type { SlatePainter } from './play-slate.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import type { VideoSource } from '../video-source.interface.js';

/** The source, and how to run it. */
export interface SourceSupervisorParts {
  readonly source: VideoSource;
  /** Name of the stream, for the log; left out for a source that is part of a composition. */
  readonly streamName?: string;
  readonly clock: CaptureClock;
  readonly logger: StreamLogger;
  readonly paintSlate: SlatePainter;
  /** Restart at the end. */
  readonly loop: boolean;
  /** Show the "No Input" slate while the source has no frames. */
  readonly enableInfiniteFrames: boolean;
  /** How long a camera or network source may be silent before it counts as failed, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Delay before the source is first opened, in milliseconds. */
  readonly timeDelayMs: number;
  /** Random number for the jitter of reconnect delays. Default: `Math.random`. */
  readonly random?: () => number;
}
