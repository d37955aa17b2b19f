import { ignoreElements, merge, type Observable, share, Subject, tap } from 'rxjs';
import type { CaptureClock } from '../media/capture-clock.js';
import type { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import type { FrameStage } from './frame-stage.js';
import { LatestFrameSlot, type StreamFrame } from './latest-frame-slot.js';

/** What frames come from and pass through. */
export interface FrameFeedParts {
  readonly capture: Pick<OnDemandCapture, 'sharedFrames$' | 'showsSlate' | 'lastFrame'>;
  readonly stages: readonly FrameStage[];
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
}

/**
 * The frames of one stream for all who consume them decoded: encoders, JPEG, the application.
 *
 * Runs the newest frame through the stages, one frame at a time and once for all consumers. A frame is cloned once on the way
 * in, since it waits for its turn; see {@link FrameStage} for who owns it then.
 */
export class FrameFeed {
  /** The source is open while there are subscribers; one that has ended is not started again for them. */
  readonly frames$: Observable<StreamFrame>;
  private readonly processed = new Subject<StreamFrame>();
  private readonly latest = new LatestFrameSlot();
  private readonly running: Promise<void>;

  constructor(private readonly parts: FrameFeedParts) {
    const { capture } = parts;
    const feeding = capture.sharedFrames$.pipe(
      tap((frame) => this.latest.offer(frame, capture.showsSlate)),
      share(),
      ignoreElements(),
    );
    this.frames$ = merge(this.processed, feeding);
    this.running = this.run();
  }

  /** Frames that a newer one replaced before their turn. */
  get framesDropped(): number {
    return this.latest.framesDropped;
  }

  /** Processes the newest frame of a source that is slow or pauses again; `false` when there is none. */
  repeat(): boolean {
    const { capture, clock } = this.parts;
    if (capture.lastFrame === undefined) return false;
    using again = capture.lastFrame.clone(clock.nowUs());
    this.latest.offer(again);
    return true;
  }

  /** Takes no more frames, and frees the stages in an order in which none works on freed memory. */
  async close(): Promise<void> {
    const { stages } = this.parts;
    // First those that a frame under way may be waiting for: a thread can be busy starting for longer than a close may take.
    for (const stage of stages) if (stage.abortsOnClose) await stage.close();
    this.latest.close();
    await this.running;
    for (const stage of stages.toReversed()) if (!stage.abortsOnClose) await stage.close();
  }

  /** Tells the subscribers that no frame follows. */
  complete(): void {
    this.processed.complete();
  }

  private async run(): Promise<void> {
    const { onError } = this.parts;
    for await (const captured of this.latest.frames()) await this.process(captured).catch(onError);
  }

  private async process({ frame: captured, isSlate }: StreamFrame): Promise<void> {
    let frame = captured;
    const closeOwned = (): void => {
      if (frame !== captured) frame.close();
    };
    try {
      for (const stage of this.parts.stages) {
        if (isSlate && !stage.takesSlates) {
          stage.interrupt?.();
          continue;
        }
        if (!stage.active) continue;
        const next = await stage.process(frame);
        if (next === frame) continue;
        closeOwned();
        frame = captured;
        if (next === undefined) return;
        frame = next;
      }
      this.processed.next({ frame, isSlate });
    } finally {
      closeOwned();
    }
  }
}
