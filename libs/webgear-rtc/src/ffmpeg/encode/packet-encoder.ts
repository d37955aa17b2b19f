import type { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { checked, FfmpegCallError } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';

/**
 * The encoder of this name.
 *
 * @throws FfmpegCallError when this FFmpeg has none
 */
export function encoderOf(av: NodeAv, name: string): Codec {
  const codec = av.Codec.findEncoderByName(name as Parameters<typeof av.Codec.findEncoderByName>[0]);
  if (codec !== null) return codec;
  const number = av.AVERROR_ENCODER_NOT_FOUND;
  throw new FfmpegCallError('find the encoder', number, av.FFmpegError.strerror(number));
}

/** An opened encoder that has a packet for each frame at once. It owns the context. */
export class PacketEncoder implements Disposable {
  private readonly packet: Packet;
  private closed = false;

  constructor(
    private readonly av: NodeAv,
    private readonly context: CodecContext,
  ) {
    this.packet = new av.Packet();
    this.packet.alloc();
  }

  /**
   * Encodes one frame, which stays the caller's; one call at a time.
   *
   * @throws FfmpegCallError
   */
  async encode(frame: Frame): Promise<Buffer> {
    const { av, context, packet } = this;
    checked(av, 'encode', await context.sendFrame(frame));
    // It is encoded by now and only fetched, which is faster than another round trip through the thread pool.
    checked(av, 'encode', context.receivePacketSync(packet));
    try {
      // Copied: the packet's memory belongs to FFmpeg and is reused for the next one.
      return Buffer.from(packet.data ?? []);
    } finally {
      packet.unref();
    }
  }

  /** Frees the encoder. Must not be called while {@link encode} is pending. Idempotent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.packet.free();
    this.context.freeContext();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
