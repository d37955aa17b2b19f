import type { Frame } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';

/** Frames in flight at once: being scaled, waiting, shown, being filled. */
const MAX_POOLED = 4;

/**
 * Reuses frame memory that nobody references any more.
 *
 * Allocating costs more than filling: the system clears each page on first touch, 4 ms for 720p.
 */
export class FramePool {
  private readonly pooled: Frame[] = [];

  constructor(private readonly av: NodeAv) {}

  /**
   * A frame of this size and pixel format, owned by the caller.
   *
   * @param fill writes all samples
   * @throws FfmpegCallError when out of memory
   */
  make(width: number, height: number, pixelFormat: string, fill: (frame: Frame) => void): Frame {
    const format = this.av.avGetPixFmtFromName(pixelFormat);
    const frame = this.free(width, height, format) ?? this.allocate(width, height, format);
    fill(frame);
    const share = frame.clone();
    if (!this.pooled.includes(frame)) frame.free();
    if (share === null) checked(this.av, 'share a frame', this.av.AVERROR_ENOMEM);
    return share as Frame;
  }

  /** Frees the pool; frames in use keep their memory. */
  close(): void {
    for (const frame of this.pooled.splice(0)) frame.free();
  }

  private free(width: number, height: number, format: number): Frame | undefined {
    const other = this.pooled[0];
    if (
      other !== undefined &&
      (other.width !== width || other.height !== height || other.format !== format)
    ) {
      this.close();
    }
    return this.pooled.find((frame) => frame.isWritable);
  }

  private allocate(width: number, height: number, format: Frame['format']): Frame {
    const frame = new this.av.Frame();
    frame.alloc();
    try {
      frame.width = width;
      frame.height = height;
      frame.format = format;
      checked(this.av, 'allocate a frame', frame.getBuffer());
    } catch (error) {
      frame.free();
      throw error;
    }
    if (this.pooled.length < MAX_POOLED) this.pooled.push(frame);
    return frame;
  }
}
