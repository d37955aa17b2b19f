import type { AVCodecFlag } from 'node-av/constants';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { encoderOf, PacketEncoder } from './packet-encoder.js';

/**
 * FFmpeg's quantizer scale runs from 2, the best, to 31. At 5 (quality 90) text has no visible artefacts and a
 * 1024x576 image takes 40 to 90 kB; at 3 it is half as large again, with a difference only magnification shows.
 */
const [BEST, WORST] = [2, 31];

/** FFmpeg's quantizer for a quality of 1 to 100. */
function quantizerOf(quality: number): number {
  return Math.round(BEST + ((100 - quality) * (WORST - BEST)) / 99);
}

/** FFmpeg's JPEG encoder for full-range `yuv420p` frames of one size. */
export class NativeJpegEncoder {
  private frames = 0n;

  private constructor(
    private readonly av: NodeAv,
    private readonly encoder: PacketEncoder,
    private readonly quantizer: number,
  ) {}

  /**
   * @param quality 1 to 100
   * @throws FfmpegCallError when FFmpeg refuses the size
   */
  static async open({ width, height }: FrameSize, quality: number): Promise<NativeJpegEncoder> {
    const quantizer = quantizerOf(quality);
    const av = await loadNodeAv();
    const codec = encoderOf(av, 'mjpeg');
    const context = new av.CodecContext();
    context.allocContext3(codec);
    try {
      context.width = width;
      context.height = height;
      context.pixelFormat = av.AV_PIX_FMT_YUV420P;
      context.colorRange = av.AVCOL_RANGE_JPEG;
      context.timeBase = new av.Rational(1, 25);
      context.threadCount = 1;
      // Constant quality: rate control would start with an unreadable image.
      context.setFlags(av.AV_CODEC_FLAG_QSCALE as AVCodecFlag);
      context.globalQuality = quantizer * av.FF_QP2LAMBDA;
      checked(av, 'open the encoder', await context.open2(codec, null));
    } catch (error) {
      context.freeContext();
      throw error;
    }
    return new NativeJpegEncoder(av, new PacketEncoder(av, context), quantizer);
  }

  /**
   * Encodes one frame, which stays the caller's.
   *
   * @throws FfmpegCallError
   */
  async encode(frame: VideoFrame): Promise<Buffer> {
    const { av, encoder } = this;
    const native = nativeFrameOf(frame);
    // The encoder requires increasing timestamps, although an image file has none.
    native.pts = this.frames++;
    native.quality = this.quantizer * av.FF_QP2LAMBDA;
    native.pictType = av.AV_PICTURE_TYPE_NONE;
    return encoder.encode(native);
  }

  /** Frees the encoder. Must not be called while {@link encode} is pending. Idempotent. */
  close(): void {
    this.encoder.close();
  }
}
