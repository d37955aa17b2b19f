import type { Frame, SoftwareScaleContext } from 'node-av/lib';
import type {
  TransformFormat,
  TransformPicture,
} from '../../frames/transform/picture-transform.interface.js';
import type { VideoFrame } from '../../frames/video-frame.interface.js';
import { nameColourMatrix } from '../colour-matrix.js';
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

/** Writes pictures out of FFmpeg's memory into plain samples, in one memory that is used again and again. */
export class PixelWriter {
  private memory = new ArrayBuffer(0);

  private constructor(
    private readonly av: NodeAv,
    private readonly context: SoftwareScaleContext,
  ) {}

  /** Allocates one. It adapts by itself when the pictures change. */
  static async create(): Promise<PixelWriter> {
    const av = await loadNodeAv();
    const context = new av.SoftwareScaleContext();
    context.allocContext();
    return new PixelWriter(av, context);
  }

  /**
   * The samples of a picture, which stays the caller's. They are overwritten by the next call. Calls must not overlap.
   *
   * @throws FfmpegCallError, WebGearRtcError `WGR_FRAME_CLOSED`, `WGR_FRAME_FOREIGN`
   */
  async write(frame: VideoFrame, format: TransformFormat): Promise<TransformPicture> {
    const converted = new this.av.Frame();
    converted.alloc();
    try {
      await this.convert(frame, format, converted);
      const { width, height, captureTimeUs } = frame;
      return {
        data: this.copy(converted, width * bytesPerPixel[format]),
        width,
        height,
        format,
        captureTimeUs,
      };
    } finally {
      converted.free();
    }
  }

  /** Frees the converter; the samples last written stay. */
  close(): void {
    this.context.freeContext();
  }

  private async convert(frame: VideoFrame, format: TransformFormat, target: Frame): Promise<void> {
    const { av } = this;
    const source = nativeFrameOf(frame);
    nameColourMatrix(av, source, frame.pixelFormat);
    target.width = frame.width;
    target.height = frame.height;
    target.format = av.avGetPixFmtFromName(format);
    // Gray as well: it is read back as full range, and would gain contrast at each way there and back.
    target.colorRange = av.AVCOL_RANGE_JPEG;
    checked(av, 'convert to samples', await this.context.scaleFrame(target, source));
  }

  private copy(picture: Frame, rowBytes: number): Uint8ClampedArray<ArrayBuffer> {
    const length = rowBytes * picture.height;
    // A memory that was transferred to another thread has no bytes left.
    if (this.memory.byteLength !== length) this.memory = new ArrayBuffer(length);
    const data = new Uint8ClampedArray(this.memory);
    const source = picture.data?.[0] ?? Buffer.alloc(0);
    const stride = picture.linesize[0] ?? 0;
    if (stride === rowBytes) data.set(source.subarray(0, length));
    else {
      for (let row = 0; row < picture.height; row++) {
        data.set(source.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
      }
    }
    return data;
  }
}
