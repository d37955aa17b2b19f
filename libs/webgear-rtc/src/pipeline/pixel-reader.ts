import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { PixelWriter } from '../ffmpeg/pixels/pixel-writer.js';
import type { FrameSize, VideoFrame } from '../media/video-frame.js';
import type { TransformFormat, TransformFrame } from '../options/frame-transform.js';

/**
 * Options of a {@link PixelReader}.
 *
 * @publicApi
 */
export interface PixelReaderOptions {
  /**
   * Order of the samples.
   *
   * @default 'rgba'
   */
  readonly format?: TransformFormat;
  /**
   * Width in pixels to which wider frames are scaled down; their height follows. Half the width is a quarter of the work
   * for a detector.
   *
   * @default as wide as the frame is
   */
  readonly maxWidth?: number;
}

/**
 * Reads the samples of the frames of `frames$`, for code that does not change them: detectors, counters, recorders.
 *
 * @publicApi
 */
export class PixelReader {
  private readonly format: TransformFormat;
  private readonly maxWidth: number;
  private writer: Promise<PixelWriter> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor({ format = 'rgba', maxWidth = Number.POSITIVE_INFINITY }: PixelReaderOptions = {}) {
    this.format = format;
    this.maxWidth = maxWidth;
  }

  /**
   * The samples of a frame, which may be closed as soon as this returns. They are valid until the next call, which reuses
   * their memory; memory that was transferred to a worker is replaced.
   *
   * @throws WebGearRtcError `WGR_FRAME_CLOSED`, also after `close`; `WGR_FRAME_FOREIGN`
   */
  read(frame: VideoFrame): Promise<TransformFrame> {
    if (this.closed) return Promise.reject(new WebGearRtcError('WGR_FRAME_CLOSED', undefined));
    const kept = frame.clone();
    // Sequentially: all calls share one converter.
    const reading = this.last.then(() => this.convert(kept)).finally(() => kept.close());
    this.last = reading.catch(() => undefined);
    return reading;
  }

  /** Frees everything once pending reads are done. A second call does nothing. */
  async close(): Promise<void> {
    this.closed = true;
    await this.last;
    const writer = await this.writer?.catch(() => undefined);
    this.writer = undefined;
    writer?.close();
  }

  private async convert(frame: VideoFrame): Promise<TransformFrame> {
    this.writer ??= PixelWriter.create();
    const writer = await this.writer;
    return writer.write(frame, this.format, this.sizeOf(frame));
  }

  private sizeOf({ width, height }: VideoFrame): FrameSize {
    if (width <= this.maxWidth) return { width, height };
    return { width: this.maxWidth, height: Math.max(1, Math.round((height * this.maxWidth) / width)) };
  }
}
