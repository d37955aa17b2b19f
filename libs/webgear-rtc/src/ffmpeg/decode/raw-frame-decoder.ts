import type { CodecContext, Packet } from 'node-av/lib';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { NativeVideoFrame } from '../native-video-frame.js';

/** Turns raw samples into frames, in any pixel format FFmpeg knows. */
export class RawFrameDecoder {
  private constructor(
    private readonly av: NodeAv,
    private readonly context: CodecContext,
    private readonly packet: Packet,
    private readonly pixelFormat: string,
    /** Bytes per frame. */
    readonly frameBytes: number,
  ) {}

  /**
   * @param pixelFormat FFmpeg's name, such as `yuv420p`
   * @throws WebGearRtcError `WGR_FRAME_INVALID` for an unknown pixel format or an impossible size
   */
  static async open({ width, height }: FrameSize, pixelFormat: string): Promise<RawFrameDecoder> {
    const av = await loadNodeAv();
    const format = av.avGetPixFmtFromName(pixelFormat);
    const bytes = format === av.AV_PIX_FMT_NONE ? -1 : av.avImageGetBufferSize(format, width, height, 1);
    if (bytes <= 0) {
      const received = `samples of ${width}x${height} pixels in the format "${pixelFormat}"`;
      throw new WebGearRtcError('WGR_FRAME_INVALID', { received });
    }
    const codec = av.Codec.findDecoder(av.AV_CODEC_ID_RAWVIDEO);
    const context = new av.CodecContext();
    context.allocContext3(codec);
    try {
      context.width = width;
      context.height = height;
      context.pixelFormat = format;
      checked(av, 'open the decoder', await context.open2(codec, null));
    } catch (error) {
      context.freeContext();
      throw error;
    }
    const packet = new av.Packet();
    packet.alloc();
    return new RawFrameDecoder(av, context, packet, pixelFormat, bytes);
  }

  /**
   * The frame in these bytes, owned by the caller. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async decode(bytes: Buffer, captureTimeUs: number): Promise<VideoFrame> {
    const { av, context, packet } = this;
    const frame = new av.Frame();
    frame.alloc();
    try {
      packet.data = bytes;
      checked(av, 'decode', await context.sendPacket(packet));
      checked(av, 'decode', await context.receiveFrame(frame));
    } catch (error) {
      frame.free();
      throw error;
    } finally {
      packet.unref();
    }
    return new NativeVideoFrame(frame, this.pixelFormat, captureTimeUs);
  }

  /** Frees the decoder. Must not be called while {@link decode} is pending. */
  close(): void {
    this.packet.free();
    this.context.freeContext();
  }
}
