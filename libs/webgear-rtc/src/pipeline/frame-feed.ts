import { ignoreElements, merge, type Observable, share, Subject, tap } from 'rxjs';
import type { CaptureClock } from '../media/capture-clock.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { FramePipeline } from './frame-pipeline.js';
import type { FrameStage } from './frame-stage.js';

/** A frame that has passed the stages, on loan until the subscriber returns. */
export interface ProcessedFrame {
  readonly frame: VideoFrame;
  /** Whether it says that there are no frames now. */
  readonly isSlate: boolean;
}

/** What frames come from and pass through. */
export interface FrameFeedParts {
  readonly capture: Pick<OnDemandCapture, 'sharedFrames$' | 'showsSlate' | 'lastFrame'>;
  readonly stages: readonly FrameStage[];
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
}

/** The frames of one stream for all who consume them decoded: encoders, JPEG, the application. Each is processed once. */
export class FrameFeed {
  /** The source is open while there are subscribers; one that has ended is not started again for them. */
  readonly frames$: Observable<ProcessedFrame>;
  private readonly processed = new Subject<ProcessedFrame>();
  private readonly pipeline: FramePipeline;

  constructor(private readonly parts: FrameFeedParts) {
    const { capture, stages, onError } = parts;
    this.pipeline = new FramePipeline(
      stages,
      (frame, isSlate) => this.processed.next({ frame, isSlate }),
      onError,
    );
    const feeding = capture.sharedFrames$.pipe(
      tap((frame) => this.pipeline.offer(frame, capture.showsSlate)),
      share(),
      ignoreElements(),
    );
    this.frames$ = merge(this.processed, feeding);
  }

  /** Frames that a newer one replaced before their turn. */
  get framesDropped(): number {
    return this.pipeline.framesDropped;
  }

  /** Processes the newest frame of a source that is slow or pauses again; `false` when there is none. */
  repeat(): boolean {
    const { capture, clock } = this.parts;
    if (capture.lastFrame === undefined) return false;
    using again = capture.lastFrame.clone(clock.nowUs());
    this.pipeline.offer(again, false);
    return true;
  }

  /** Takes no more frames and frees the stages. */
  close(): Promise<void> {
    return this.pipeline.close();
  }

  /** Tells the subscribers that no frame follows. */
  complete(): void {
    this.processed.complete();
  }
}
