import type { CodecContext, Frame, Packet, Stream } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';

/** What a decoder needs to know of a stream. */
export type CodedStream = Pick<Stream, 'codecpar' | 'timeBase'>;

/** FFmpeg's decoder of one video stream. */
export class VideoDecoder {
  private constructor(
    private readonly av: NodeAv,
    private readonly context: CodecContext,
  ) {}

  /** @throws FfmpegCallError when the codec is unknown or its decoder does not open */
  static async open(av: NodeAv, stream: CodedStream, live: boolean): Promise<VideoDecoder> {
    const codec = av.Codec.findDecoder(stream.codecpar.codecId);
    if (codec === null) checked(av, 'find a decoder', av.AVERROR_DECODER_NOT_FOUND);
    const context = new av.CodecContext();
    context.allocContext3(codec);
    try {
      checked(av, 'set up the decoder', context.parametersToContext(stream.codecpar));
      context.pktTimebase = stream.timeBase;
      if (live) {
        // Frame threads delay output by one frame per thread, which viewers of a camera see as latency.
        context.threadType = av.FF_THREAD_SLICE;
        context.setFlags(av.AV_CODEC_FLAG_LOW_DELAY);
      }
      context.threadCount = 0;
      checked(av, 'open the decoder', await context.open2(codec, null));
    } catch (error) {
      context.freeContext();
      throw error;
    }
    return new VideoDecoder(av, context);
  }

  /**
   * Sends one packet, or `null` at the end of the stream. Damaged packets are skipped, as players do.
   *
   * @throws FfmpegCallError
   */
  async send(packet: Packet | null): Promise<void> {
    const result = await this.context.sendPacket(packet);
    if (result !== this.av.AVERROR_INVALIDDATA) checked(this.av, 'decode', result);
  }

  /**
   * The next frame, owned by the caller; `undefined` when the decoder needs another packet.
   *
   * @throws FfmpegCallError
   */
  async receive(): Promise<Frame | undefined> {
    const frame = new this.av.Frame();
    frame.alloc();
    const result = await this.context.receiveFrame(frame);
    if (result === 0) return frame;
    frame.free();
    if (
      result === this.av.AVERROR_EAGAIN ||
      result === this.av.AVERROR_EOF ||
      result === this.av.AVERROR_INVALIDDATA
    ) {
      return undefined;
    }
    checked(this.av, 'decode', result);
    return undefined;
  }

  /** Frees the decoder. */
  close(): void {
    this.context.freeContext();
  }
}
