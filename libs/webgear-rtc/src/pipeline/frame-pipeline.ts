import type { VideoFrame } from '../media/video-frame.js';
import type { FrameStage } from './frame-stage.js';
import { LatestFrameWorker } from './latest-frame-worker.js';

/** Takes a frame, on loan until it returns, and whether it is a slate. */
export type FrameListener = (frame: VideoFrame, isSlate: boolean) => void;

/**
 * Runs the newest frame through a list of stages, one frame at a time.
 *
 * A frame is cloned once on the way in, since it waits for its turn; see {@link FrameStage} for who owns it then.
 */
export class FramePipeline {
  private readonly worker: LatestFrameWorker;
  private slateIsOffered = false;

  constructor(
    private readonly stages: readonly FrameStage[],
    private readonly onFrame: FrameListener,
    onError: (error: unknown) => void,
  ) {
    this.worker = new LatestFrameWorker((frame) => this.run(frame), onError);
  }

  /** Frames that a newer one replaced before their turn. */
  get framesDropped(): number {
    return this.worker.framesDropped;
  }

  /** Takes a clone of the frame, which stays the caller's. */
  offer(frame: VideoFrame, isSlate: boolean): void {
    this.slateIsOffered = isSlate;
    this.worker.offer(frame);
  }

  /** Takes no more frames, and frees the stages in an order in which none works on freed memory. */
  async close(): Promise<void> {
    // First those that a frame under way may be waiting for: a thread can be busy starting for longer than a close may take.
    for (const stage of this.stages) if (stage.abortsOnClose) await stage.close();
    await this.worker.close();
    for (const stage of this.stages.toReversed()) if (!stage.abortsOnClose) await stage.close();
  }

  private async run(offered: VideoFrame): Promise<void> {
    // Read before the first wait: a newer frame may be on its way before this one is done.
    const isSlate = this.slateIsOffered;
    let frame = offered;
    const closeOwned = (): void => {
      if (frame !== offered) frame.close();
    };
    try {
      for (const stage of this.stages) {
        if (isSlate && !stage.takesSlates) {
          stage.interrupt?.();
          continue;
        }
        if (!stage.active) continue;
        const next = await stage.process(frame);
        if (next === frame) continue;
        closeOwned();
        frame = offered;
        if (next === undefined) return;
        frame = next;
      }
      this.onFrame(frame, isSlate);
    } finally {
      closeOwned();
    }
  }
}
