import type { VideoFrame } from '../../media/video-frame.js';

/** Keeps the frame shown last, and the order of capture times. */
export class LastFrame {
  private kept: VideoFrame | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;

  /**
   * Takes the next frame over and gives a share in it, its capture time later than any before it.
   */
  follow(frame: VideoFrame): VideoFrame {
    this.kept?.close();
    this.kept = frame;
    this.lastUs = Math.max(this.lastUs + 1, frame.captureTimeUs);
    return frame.clone(this.lastUs);
  }

  /** The same frame once more, as if it had been captured now; `undefined` when there is none yet. */
  again(nowUs: number): VideoFrame | undefined {
    this.lastUs = Math.max(this.lastUs + 1, nowUs);
    return this.kept?.clone(this.lastUs);
  }

  /** Gives up the frame. */
  close(): void {
    this.kept?.close();
    this.kept = undefined;
  }
}
