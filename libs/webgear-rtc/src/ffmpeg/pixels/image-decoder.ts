import type { CodecContext, Frame } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';

/** Image formats that FFmpeg decodes without a container. */
export type ImageKind = 'jpeg' | 'png';

const PNG_MAGIC = [0x89, 0x50, 0x4e, 0x47];
const JPEG_MAGIC = [0xff, 0xd8, 0xff];

/** The format of a file by its first bytes; `undefined` for any other. */
export function imageKindOf(bytes: Uint8Array): ImageKind | undefined {
  const beginsWith = (magic: number[]): boolean => magic.every((byte, index) => bytes[index] === byte);
  if (beginsWith(JPEG_MAGIC)) return 'jpeg';
  return beginsWith(PNG_MAGIC) ? 'png' : undefined;
}

/** Decodes image files of one format. */
export class ImageDecoder {
  private constructor(
    private readonly av: NodeAv,
    private readonly context: CodecContext,
  ) {}

  /** @throws FfmpegCallError when this build of FFmpeg has no such decoder */
  static async open(av: NodeAv, kind: ImageKind): Promise<ImageDecoder> {
    const codec = av.Codec.findDecoder(kind === 'jpeg' ? av.AV_CODEC_ID_MJPEG : av.AV_CODEC_ID_PNG);
    if (codec === null) checked(av, 'find a decoder', av.AVERROR_DECODER_NOT_FOUND);
    const context = new av.CodecContext();
    context.allocContext3(codec);
    // Frame threads would return an image only after later ones.
    context.threadCount = 1;
    try {
      checked(av, 'open the decoder', await context.open2(codec, null));
    } catch (error) {
      context.freeContext();
      throw error;
    }
    return new ImageDecoder(av, context);
  }

  /**
   * The image in a file, owned by the caller. Calls must not overlap.
   *
   * @throws FfmpegCallError when it is damaged
   */
  async decode(bytes: Uint8Array): Promise<Frame> {
    const { av, context } = this;
    const packet = new av.Packet();
    packet.alloc();
    const frame = new av.Frame();
    frame.alloc();
    try {
      packet.data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      // Without the flag the PNG decoder adds the previous image to this one (APNG).
      packet.isKeyframe = true;
      checked(av, 'decode', await context.sendPacket(packet));
      checked(av, 'decode', await context.receiveFrame(frame));
      return frame;
    } catch (error) {
      frame.free();
      throw error;
    } finally {
      packet.free();
    }
  }

  /** Frees the decoder. Must not be called while {@link decode} is pending. */
  close(): void {
    this.context.freeContext();
  }
}
