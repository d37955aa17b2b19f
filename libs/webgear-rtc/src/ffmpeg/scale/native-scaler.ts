import type { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { VideoFrame } from '../../media/video-frame.js';
import { colourMatrixOf, nameColourMatrix } from './colour-matrix.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { nativeFrameOf, NativeVideoFrame } from '../native-video-frame.js';

/**
 * Target colours: `bt601` is what viewers assume of a stream that signals no matrix; `jfif` is the same in full
 * range, as JPEG files require.
 */
export type WantedColours = 'bt601' | 'jfif';

/** Converts frames of any size and pixel format to `yuv420p` of one size. */
export class NativeScaler {
  private constructor(
    private readonly av: NodeAv,
    private readonly context: SoftwareScaleContext,
  ) {}

  /** Allocates the converter, which adapts when the frames change. */
  static async create(): Promise<NativeScaler> {
    const av = await loadNodeAv();
    const context = new av.SoftwareScaleContext();
    context.allocContext();
    // Area averaging: downscaled frames do not flicker, at half the cost of bicubic.
    checked(av, 'choose the filter', context.setOption('sws_flags', 'area'));
    return new NativeScaler(av, context);
  }

  /**
   * A frame of this size with the same capture time, owned by the caller; without a copy if it already fits. The
   * input stays the caller's. Keeps the colour matrix, in limited range, unless other colours are requested.
   *
   * @throws FfmpegCallError
   */
  async fit(frame: VideoFrame, width: number, height: number, colours?: WantedColours): Promise<VideoFrame> {
    const { av } = this;
    const source = nativeFrameOf(frame);
    nameColourMatrix(av, source, frame.pixelFormat);
    const colourMatrix =
      colours === undefined ? colourMatrixOf(av, source, frame.pixelFormat) : av.AVCOL_SPC_SMPTE170M;
    const hasSize = frame.width === width && frame.height === height;
    if (hasSize && isReady(av, source, colours) && source.colorSpace === colourMatrix) return frame.clone();
    const target = new av.Frame();
    target.alloc();
    try {
      target.width = width;
      target.height = height;
      target.format = av.AV_PIX_FMT_YUV420P;
      target.colorRange = colours === 'jfif' ? av.AVCOL_RANGE_JPEG : av.AVCOL_RANGE_MPEG;
      target.colorSpace = colourMatrix;
      checked(av, 'scale', await this.context.scaleFrame(target, source));
    } catch (error) {
      target.free();
      throw error;
    }
    return new NativeVideoFrame(target, 'yuv420p', frame.captureTimeUs);
  }

  /** Frees the scaler. */
  close(): void {
    this.context.freeContext();
  }
}

/** Whether range and chroma location are those that encoders expect. */
function isReady(av: NodeAv, frame: Frame, colours: WantedColours | undefined): boolean {
  const isFull = frame.colorRange === av.AVCOL_RANGE_JPEG;
  return frame.format === av.AV_PIX_FMT_YUV420P && isFull === (colours === 'jfif');
}
