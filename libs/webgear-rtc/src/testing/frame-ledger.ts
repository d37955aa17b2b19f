import type { VideoFrame } from '../media/video-frame.js';

/**
 * Makes pictures without pixels and counts their owners, so that a test can see a picture kept, or closed twice.
 */
export class FrameLedger {
  private owners = 0;

  /** @param size of the pictures, in pixels */
  constructor(
    private readonly size: { readonly width: number; readonly height: number } = { width: 64, height: 36 },
  ) {}

  /** How many pictures and clones are not closed. */
  get open(): number {
    return this.owners;
  }

  /** A new picture, owned by the caller. */
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
