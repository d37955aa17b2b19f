import type { VideoFrame } from '../media/video-frame.js';

/**
 * Makes frames without pixels and counts their owners, so that a test can see a frame kept, or closed twice.
 */
export class FrameLedger {
  private owners = 0;

  /** @param size of the frames, in pixels */
  constructor(
    private readonly size: { readonly width: number; readonly height: number } = { width: 64, height: 36 },
  ) {}

  /** How many frames and clones are not closed. */
  get open(): number {
    return this.owners;
  }

  /** A new frame, owned by the caller. */
  frame(captureTimeUs: number): VideoFrame {
    this.owners++;
    let closed = false;
    const close = () => {
      if (!closed) this.owners--;
      closed = true;
    };
    return {
      ...this.size,
      pixelFormat: 'yuv420p',
      captureTimeUs,
      clone: (otherTimeUs = captureTimeUs) => {
        if (closed) throw new Error('A closed frame was cloned');
        return this.frame(otherTimeUs);
      },
      close,
      [Symbol.dispose]: close,
    };
  }
}
