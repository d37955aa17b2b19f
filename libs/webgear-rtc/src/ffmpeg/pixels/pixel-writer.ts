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

/** Copies frames out of FFmpeg's memory as packed samples, into one reused buffer. */
export class PixelWriter {
  private memory = new ArrayBuffer(0);
  private converted: Frame | undefined;

  private constructor(
    private readonly av: NodeAv,
    private readonly context: SoftwareScaleContext,
  ) {}

  /** Allocates the converter, which adapts when the frames change. */
  static async create(): Promise<PixelWriter> {
    const av = await loadNodeAv();
    const context = new av.SoftwareScaleContext();
    context.allocContext();
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
    const converted = this.convertedFor(width, height, format);
    const source = nativeFrameOf(frame);
    nameColourMatrix(this.av, source, frame.pixelFormat);
    checked(this.av, 'convert to samples', await this.context.scaleFrame(converted, source));
    const data = this.copy(converted, width * bytesPerPixel[format]);
    return { data, width, height, format, captureTimeUs };
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

  private copy(scaled: Frame, rowBytes: number): Uint8ClampedArray<ArrayBuffer> {
    const length = rowBytes * scaled.height;
    // A buffer transferred to another thread is detached and has no bytes left.
    if (this.memory.byteLength !== length) this.memory = new ArrayBuffer(length);
    const data = new Uint8ClampedArray(this.memory);
    const source = scaled.data?.[0] ?? Buffer.alloc(0);
    const stride = scaled.linesize[0] ?? 0;
    if (stride === rowBytes) data.set(source.subarray(0, length));
    else {
      for (let row = 0; row < scaled.height; row++) {
        data.set(source.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
      }
    }
    return data;
  }
}
