import type { CodecContext, Packet } from 'node-av/lib';
import type { VideoCodec } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { codecIdOf } from '../passthrough/coded-video.js';
import { NativeVideoFrame } from '../native-video-frame.js';

/** Decodes an elementary stream one access unit at a time, without delay. */
export class ElementaryStreamDecoder {
  private constructor(
    private readonly av: NodeAv,
    private readonly context: CodecContext,
    private readonly packet: Packet,
    /** What it decodes. */
    readonly codec: VideoCodec,
  ) {}

  /** @throws FfmpegCallError when this build of FFmpeg has no such decoder */
  static async open(codecName: VideoCodec = 'h264'): Promise<ElementaryStreamDecoder> {
    const av = await loadNodeAv();
    const codec = av.Codec.findDecoder(codecIdOf(av, codecName));
    if (codec === null) checked(av, 'find a decoder', av.AVERROR_DECODER_NOT_FOUND);
    const context = new av.CodecContext();
    context.allocContext3(codec);
    try {
      // Frame threads delay output by one frame per thread; reordering delays it as far as the stream allows.
      context.threadType = av.FF_THREAD_SLICE;
      context.threadCount = 0;
      context.setFlags(av.AV_CODEC_FLAG_LOW_DELAY);
      checked(av, 'open the decoder', await context.open2(codec, null));
    } catch (error) {
      context.freeContext();
      throw error;
    }
    const packet = new av.Packet();
    packet.alloc();
    return new ElementaryStreamDecoder(av, context, packet, codecName);
  }

  /**
   * The frame of an access unit, owned by the caller; `undefined` if it is damaged or refers to frames from before
   * the stream was joined. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async decode(accessUnit: Buffer, captureTimeUs: number): Promise<VideoFrame | undefined> {
    const { av, context, packet } = this;
    const frame = new av.Frame();
    frame.alloc();
    try {
      packet.data = accessUnit;
      const sent = await context.sendPacket(packet);
      if (sent !== av.AVERROR_INVALIDDATA) checked(av, 'decode', sent);
      const received = await context.receiveFrame(frame);
      if (received === 0) {
        const pixelFormat = av.avGetPixFmtName(frame.format as Parameters<NodeAv['avGetPixFmtName']>[0]);
        return new NativeVideoFrame(frame, pixelFormat ?? 'unknown', captureTimeUs);
      }
      if (received !== av.AVERROR_EAGAIN && received !== av.AVERROR_INVALIDDATA) {
        checked(av, 'decode', received);
      }
    } catch (error) {
      frame.free();
      throw error;
    } finally {
      packet.unref();
    }
    frame.free();
    return undefined;
  }

  /** Frees the decoder. Must not be called while {@link decode} is pending. */
  close(): void {
    this.packet.free();
    this.context.freeContext();
  }
}
