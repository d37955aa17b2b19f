import type { CodecContext, FormatContext, Packet, Stream } from 'node-av/lib';
import type { VideoFrame } from '../../media/video-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { nativeFrameOf } from '../native-video-frame.js';

/** Settings of a video file. */
export interface VideoFileSettings {
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** FFmpeg's name, such as `libx264`. */
  readonly encoder: 'libx264' | 'libvpx' | 'libvpx-vp9' | 'libsvtav1' | 'libx265';
  /** Private options of the encoder, by FFmpeg's names. */
  readonly encoderOptions?: Readonly<Record<string, string>> | undefined;
  /** Display matrix (ISO/IEC 14496-12, 8.2.2) that tells players how to rotate the video; none when left out. */
  readonly displayMatrix?: Buffer | undefined;
}

/** Writes `yuv420p` frames at a constant rate into a video file; its extension selects the container. */
export class VideoFileWriter {
  private frames = 0n;

  private constructor(
    private readonly av: NodeAv,
    private readonly format: FormatContext,
    private readonly stream: Stream,
    private readonly encoder: CodecContext,
    private readonly packet: Packet,
  ) {}

  /** @throws FfmpegCallError when the file cannot be created or FFmpeg refuses the settings */
  static async create(path: string, settings: VideoFileSettings): Promise<VideoFileWriter> {
    const av = await loadNodeAv();
    const format = new av.FormatContext();
    checked(av, 'choose the container', format.allocOutputContext2(null, null, path));
    const codec = av.Codec.findEncoderByName(
      settings.encoder as Parameters<typeof av.Codec.findEncoderByName>[0],
    );
    const encoder = new av.CodecContext();
    encoder.allocContext3(codec);
    encoder.width = settings.width;
    encoder.height = settings.height;
    encoder.pixelFormat = av.AV_PIX_FMT_YUV420P;
    encoder.colorSpace = av.AVCOL_SPC_SMPTE170M;
    encoder.colorRange = av.AVCOL_RANGE_MPEG;
    encoder.framerate = new av.Rational(settings.framerate, 1);
    encoder.timeBase = new av.Rational(1, settings.framerate);
    encoder.bitRate = BigInt(settings.width * settings.height * 4);
    encoder.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
    using options = av.Dictionary.fromObject({
      ...(settings.encoder === 'libx264' && { preset: 'veryfast' }),
      ...settings.encoderOptions,
    });
    checked(av, 'open the encoder', await encoder.open2(codec, options));
    const stream = format.newStream(null);
    stream.timeBase = encoder.timeBase;
    checked(av, 'describe the stream', stream.codecpar.fromContext(encoder));
    const { displayMatrix } = settings;
    if (displayMatrix !== undefined) {
      checked(
        av,
        'describe the stream',
        stream.codecpar.addCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX, displayMatrix),
      );
    }
    checked(av, 'open the file', await format.openOutput());
    checked(av, 'write the header', await format.writeHeader(null));
    const packet = new av.Packet();
    packet.alloc();
    return new VideoFileWriter(av, format, stream, encoder, packet);
  }

  /**
   * Adds one frame, which stays the caller's.
   *
   * @throws FfmpegCallError
   */
  async write(frame: VideoFrame): Promise<void> {
    const native = nativeFrameOf(frame);
    native.pts = this.frames++;
    checked(this.av, 'encode', await this.encoder.sendFrame(native));
    await this.drain();
  }

  /**
   * Flushes the encoder and closes the file.
   *
   * @throws FfmpegCallError
   */
  async close(): Promise<void> {
    checked(this.av, 'finish', await this.encoder.sendFrame(null));
    await this.drain();
    checked(this.av, 'write the trailer', await this.format.writeTrailer());
    await this.format.closeOutput();
    this.packet.free();
    this.encoder.freeContext();
    this.format.freeContext();
  }

  private async drain(): Promise<void> {
    const { av, packet } = this;
    for (;;) {
      const result = await this.encoder.receivePacket(packet);
      if (result === av.AVERROR_EAGAIN || result === av.AVERROR_EOF) return;
      checked(av, 'encode', result);
      packet.streamIndex = this.stream.index;
      // Encoders such as libvpx leave the duration out; without it the last frame of the file has none.
      if (packet.duration === 0n) packet.duration = 1n;
      packet.rescaleTs(this.encoder.timeBase, this.stream.timeBase);
      checked(av, 'write', await this.format.interleavedWriteFrame(packet));
    }
  }
}
