import type { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { BgrImage } from '../../media/raw-image.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { nameColourMatrix } from './colour-matrix.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { nativeFrameOf, NativeVideoFrame } from '../native-video-frame.js';
import { NativeScaler } from './native-scaler.js';

/** Copies frames out of FFmpeg's memory as BGR images, and back. */
export class BgrFrameCopier {
  private constructor(
    private readonly av: NodeAv,
    private readonly context: SoftwareScaleContext,
    private readonly scaler: NativeScaler,
  ) {}

  /** Allocates the converter, which adapts when the frames change. */
  static async create(): Promise<BgrFrameCopier> {
    const av = await loadNodeAv();
    const context = new av.SoftwareScaleContext();
    context.allocContext();
    checked(av, 'choose the filter', context.setOption('sws_flags', 'bilinear+accurate_rnd+full_chroma_int'));
    return new BgrFrameCopier(av, context, await NativeScaler.create());
  }

  /**
   * Copies a frame out; it stays the caller's.
   *
   * @param memory at least `width * height * 3` bytes
   * @throws FfmpegCallError
   */
  async copyFrom(frame: VideoFrame, memory: BgrImage['data']): Promise<BgrImage> {
    const { width, height, captureTimeUs } = frame;
    const source = nativeFrameOf(frame);
    nameColourMatrix(this.av, source, frame.pixelFormat);
    // Without a buffer: the scaler allocates a suitably aligned one.
    using target = this.describe(width, height);
    checked(this.av, 'convert a frame', await this.context.scaleFrame(target, source));
    const samples = target.data?.[0] ?? Buffer.alloc(0);
    const stride = target.linesize[0] ?? 0;
    for (let row = 0; row < height; row++) {
      memory.set(samples.subarray(row * stride, row * stride + width * 3), row * width * 3);
    }
    return { width, height, data: memory, captureTimeUs };
  }

  /**
   * Converts an image to a `yuv420p` frame, owned by the caller. Both sides must be even.
   *
   * @throws FfmpegCallError
   */
  async copyTo({ width, height, data, captureTimeUs }: BgrImage): Promise<VideoFrame> {
    const native = this.describe(width, height);
    checked(this.av, 'allocate a frame', native.getBuffer());
    const samples = native.data?.[0] ?? Buffer.alloc(0);
    const stride = native.linesize[0] ?? 0;
    for (let row = 0; row < height; row++) {
      samples.set(data.subarray(row * width * 3, (row + 1) * width * 3), row * stride);
    }
    using bgr = new NativeVideoFrame(native, 'bgr24', captureTimeUs);
    return await this.scaler.fit(bgr, width, height);
  }

  /** Frees everything. Must not be called during a copy. */
  close(): void {
    this.context.freeContext();
    this.scaler.close();
  }

  private describe(width: number, height: number): Frame {
    const frame = new this.av.Frame();
    frame.alloc();
    frame.width = width;
    frame.height = height;
    frame.format = this.av.AV_PIX_FMT_BGR24;
    frame.colorRange = this.av.AVCOL_RANGE_JPEG;
    frame.colorSpace = this.av.AVCOL_SPC_RGB;
    return frame;
  }
}
