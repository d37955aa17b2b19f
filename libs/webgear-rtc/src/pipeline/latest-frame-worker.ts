import type { VideoFrame } from '../media/video-frame.js';

/**
 * Runs an asynchronous step over frames, one at a time, and always on the newest.
 *
 * A frame that arrives while the step is busy waits alone; the next one takes its place. So a slow step lowers the
 * frame rate and never builds up delay.
 */
export class LatestFrameWorker {
  private pending: VideoFrame | undefined;
  private running: Promise<void> | undefined;
  private closed = false;
  private dropped = 0;

  /**
   * @param step gets the frame on loan: it is closed when the promise settles
   * @param onError what becomes of a rejection; the worker goes on
   */
  constructor(
    private readonly step: (frame: VideoFrame) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Frames that were replaced by a newer one. */
  get framesDropped(): number {
    return this.dropped;
  }

  /** Takes a clone of the frame, which stays the caller's. */
  offer(frame: VideoFrame): void {
    if (this.closed) return;
    if (this.pending !== undefined) {
      this.pending.close();
      this.dropped++;
    }
    this.pending = frame.clone();
    this.running ??= this.run();
  }

  /** Takes no more frames and resolves when the one under way is done. */
  async close(): Promise<void> {
    this.closed = true;
    this.pending?.close();
    this.pending = undefined;
    await this.running;
  }

  private async run(): Promise<void> {
    for (let frame = this.take(); frame !== undefined; frame = this.take()) {
      try {
        await this.step(frame);
      } catch (error) {
        this.onError(error);
      } finally {
        frame.close();
      }
    }
    this.running = undefined;
  }

  private take(): VideoFrame | undefined {
    const frame = this.pending;
    this.pending = undefined;
    return frame;
  }
}
