import type { VideoFrame } from '../media/video-frame.js';

/** A frame of a stream, on loan until the receiver returns. */
export interface StreamFrame {
  readonly frame: VideoFrame;
  /** Whether it says that there are no frames now. */
  readonly isSlate: boolean;
}

/**
 * Holds the newest frame for a consumer that takes one at a time.
 *
 * A frame that arrives while the consumer is busy waits alone; the next one takes its place. So a slow consumer lowers the
 * frame rate and never builds up delay.
 */
export class LatestFrameSlot {
  private pending: StreamFrame | undefined;
  private handOver: ((taken: StreamFrame | undefined) => void) | undefined;
  private closed = false;
  private dropped = 0;

  /** Frames that were replaced by a newer one. */
  get framesDropped(): number {
    return this.dropped;
  }

  /** Takes a clone of the frame, which stays the caller's. */
  offer(frame: VideoFrame, isSlate = false): void {
    if (this.closed) return;
    const offered = { frame: frame.clone(), isSlate };
    const { handOver } = this;
    if (handOver !== undefined) {
      this.handOver = undefined;
      return handOver(offered);
    }
    if (this.pending !== undefined) {
      this.pending.frame.close();
      this.dropped++;
    }
    this.pending = offered;
  }

  /** The frames, for one consumer; each is valid until the next is requested. Ends when the slot is closed. */
  async *frames(): AsyncGenerator<StreamFrame> {
    for (;;) {
      const taken = await this.take();
      if (taken === undefined) return;
      try {
        yield taken;
      } finally {
        taken.frame.close();
      }
    }
  }

  /** Takes no more frames, and ends {@link frames} after the one in progress. */
  close(): void {
    this.closed = true;
    this.pending?.frame.close();
    this.pending = undefined;
    this.handOver?.(undefined);
  }

  private async take(): Promise<StreamFrame | undefined> {
    const { pending, closed } = this;
    this.pending = undefined;
    if (pending !== undefined || closed) return pending;
    return new Promise((resolve) => (this.handOver = resolve));
  }
}
