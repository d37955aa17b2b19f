import type { VideoFrame } from '../../media/video-frame.js';

/** Keeps the last frame for repetition, and capture times increasing. */
export class LastFrame {
  private kept: VideoFrame | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;

  /** Takes ownership of the next frame and returns a clone, with a capture time later than all before. */
  follow(frame: VideoFrame): VideoFrame {
    this.kept?.close();
    this.kept = frame;
    this.lastUs = Math.max(this.lastUs + 1, frame.captureTimeUs);
    return frame.clone(this.lastUs);
  }

  /** A clone of the last frame, captured now; `undefined` without one. */
  again(nowUs: number): VideoFrame | undefined {
    this.lastUs = Math.max(this.lastUs + 1, nowUs);
    return this.kept?.clone(this.lastUs);
  }

  /** Frees the frame. */
  close(): void {
    this.kept?.close();
    this.kept = undefined;
  }
}
