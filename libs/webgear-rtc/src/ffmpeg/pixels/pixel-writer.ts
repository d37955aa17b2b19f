import type { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { TransformFormat, TransformFrame } from '../../options/frame-transform.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import { nameColourMatrix } from '../scale/colour-matrix.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { nativeFrameOf } from '../native-video-frame.js';

const bytesPerPixel: Readonly<Record<TransformFormat, number>> = {
  gray: 1,
  bgr24: 3,
  rgb24: 3,
  bgra: 4,
  rgba: 4,
};

/** Memory for samples. */
export interface SampleTarget {
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Index of the first sample. */
  readonly offset: number;
  /** Bytes from one row to the next. */
  readonly rowBytes: number;
}

/** Copies frames out of FFmpeg's memory as packed samples, into one reused buffer. */
export class PixelWriter {
  private memory = new ArrayBuffer(0);
  private converted: Frame | undefined;

  private constructor(
    private readonly av: NodeAv,
    private readonly context: SoftwareScaleContext,
  ) {}

  /**
   * Allocates the converter, which adapts when the frames change.
   *
   * @param filter `sws_flags` to scale with
   */
  static async create(filter = 'bicubic'): Promise<PixelWriter> {
    const av = await loadNodeAv();
    const context = new av.SoftwareScaleContext();
    context.allocContext();
    checked(av, 'choose the filter', context.setOption('sws_flags', filter));
    return new PixelWriter(av, context);
  }

  /**
   * The samples of a frame, which stays the caller's. Overwritten by the next call. Calls must not overlap.
   *
   * @param size size to scale the frame to
   * @throws FfmpegCallError, WebGearRtcError `WGR_FRAME_CLOSED`, `WGR_FRAME_FOREIGN`
   */
  async write(
    frame: VideoFrame,
    format: TransformFormat,
    { width, height }: FrameSize = frame,
  ): Promise<TransformFrame> {
    const { captureTimeUs } = frame;
    const rowBytes = width * bytesPerPixel[format];
    // A buffer transferred to another thread is detached and has no bytes left.
    if (this.memory.byteLength !== rowBytes * height) this.memory = new ArrayBuffer(rowBytes * height);
    const data = new Uint8ClampedArray(this.memory);
    await this.writeInto(frame, format, { width, height }, { data, offset: 0, rowBytes });
    return { data, width, height, format, captureTimeUs };
  }

  /**
   * Writes the samples of a frame, which stays the caller's, into memory. Calls must not overlap.
   *
   * @param size size to scale the frame to
   * @throws FfmpegCallError, WebGearRtcError `WGR_FRAME_CLOSED`, `WGR_FRAME_FOREIGN`
   */
  async writeInto(
    frame: VideoFrame,
    format: TransformFormat,
    { width, height }: FrameSize,
    target: SampleTarget,
  ): Promise<void> {
    const converted = this.convertedFor(width, height, format);
    const source = nativeFrameOf(frame);
    nameColourMatrix(this.av, source, frame.pixelFormat);
    checked(this.av, 'convert to samples', await this.context.scaleFrame(converted, source));
    copyRows(converted, width * bytesPerPixel[format], target);
  }

  /** Frees the converter; the last samples stay valid. */
  close(): void {
    this.context.freeContext();
    this.converted?.free();
    this.converted = undefined;
  }

  /** Reused: the system clears new memory on first touch, which takes as long as the conversion. */
  private convertedFor(width: number, height: number, format: TransformFormat): Frame {
    const pixelFormat = this.av.avGetPixFmtFromName(format);
    const { converted } = this;
    if (converted?.width === width && converted.height === height && converted.format === pixelFormat) {
      return converted;
    }
    converted?.free();
    const fresh = new this.av.Frame();
    this.converted = fresh;
    fresh.alloc();
    fresh.width = width;
    fresh.height = height;
    fresh.format = pixelFormat;
    checked(this.av, 'allocate a frame', fresh.getBuffer());
    return fresh;
  }
}

function copyRows(scaled: Frame, rowBytes: number, target: SampleTarget): void {
  const source = scaled.data?.[0] ?? Buffer.alloc(0);
  const stride = scaled.linesize[0] ?? 0;
  const { data, offset } = target;
  if (stride === rowBytes && target.rowBytes === rowBytes) {
    return data.set(source.subarray(0, rowBytes * scaled.height), offset);
  }
  for (let row = 0; row < scaled.height; row++) {
    data.set(source.subarray(row * stride, row * stride + rowBytes), offset + row * target.rowBytes);
  }
}
