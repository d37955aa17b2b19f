import type { EncodedFrame } from '../media/encoded-frame.js';

/** Of the last frame, whose successor is not known, and of the only one. */
const USUAL_US = 33_333;

/** Holds each frame until the next one says how long it is shown. */
export class VideoDurations {
  private held: EncodedFrame | undefined;
  private lastUs = USUAL_US;

  constructor(private readonly onFrame: (frame: EncodedFrame, durationUs: number) => void) {}

  push(frame: EncodedFrame): void {
    const { held } = this;
    this.held = frame;
    if (held === undefined) return;
    this.lastUs = Math.max(1, frame.captureTimeUs - held.captureTimeUs);
    this.onFrame(held, this.lastUs);
  }

  /** Hands over the last frame, which gets the duration of the one before. @returns when it ends; 0 without a frame */
  end(): number {
    const { held, lastUs } = this;
    if (held === undefined) return 0;
    this.held = undefined;
    this.onFrame(held, lastUs);
    return held.captureTimeUs + lastUs;
  }
}
