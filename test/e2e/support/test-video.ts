import { loadNodeAv, type NodeAv } from '../../../libs/webgear-rtc/src/ffmpeg/load-node-av.js';
import { drawTestFrame } from './test-frame.js';

/** What the video contains. */
export interface TestVideoSettings {
  /** Width in pixels, even. */
  readonly width: number;
  /** Height in pixels, even. */
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  readonly seconds: number;
  /** Options of libx264, by FFmpeg's names. */
  readonly encoderOptions?: Readonly<Record<string, string>>;
}

/** Writes an H.264 file of test frames, numbered from 0, the way an editor would unless told otherwise: with B-frames. */
export async function writeTestVideo(path: string, settings: TestVideoSettings): Promise<void> {
  const av = await loadNodeAv();
  const encoder = await openEncoder(av, settings);
  const format = new av.FormatContext();
  format.allocContext();
  const packet = new av.Packet();
  packet.alloc();
  try {
    const stream = await openFile(av, format, path, encoder);
    const drain = async (): Promise<void> => {
      while ((await encoder.receivePacket(packet)) === 0) {
        packet.streamIndex = stream.index;
        packet.duration = 1n;
        packet.rescaleTs(encoder.timeBase, stream.timeBase);
        av.FFmpegError.throwIfError(await format.interleavedWriteFrame(packet), 'write a packet');
      }
    };
    for (let number = 0; number < settings.framerate * settings.seconds; number += 1) {
      using frame = av.Frame.fromVideoBuffer(drawTestFrame(settings.width, settings.height, number), {
        width: settings.width,
        height: settings.height,
        format: av.AV_PIX_FMT_YUV420P,
        timeBase: encoder.timeBase,
      });
      frame.pts = BigInt(number);
      av.FFmpegError.throwIfError(await encoder.sendFrame(frame), 'encode a frame');
      await drain();
    }
    await encoder.sendFrame(null);
    await drain();
    av.FFmpegError.throwIfError(await format.writeTrailer(), 'finish the file');
  } finally {
    packet.free();
    await format.closeOutput();
    format.freeContext();
    encoder.freeContext();
  }
}

async function openEncoder(av: NodeAv, { width, height, framerate, encoderOptions }: TestVideoSettings) {
  const codec = av.Codec.findEncoderByName(av.FF_ENCODER_LIBX264);
  const encoder = new av.CodecContext();
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.pixelFormat = av.AV_PIX_FMT_YUV420P;
  encoder.timeBase = new av.Rational(1, framerate);
  encoder.framerate = new av.Rational(framerate, 1);
  encoder.gopSize = framerate * 2;
  // All three: a browser that is told only the matrix takes the frame for BT.601.
  encoder.colorSpace = av.AVCOL_SPC_BT709;
  encoder.colorPrimaries = av.AVCOL_PRI_BT709;
  encoder.colorTrc = av.AVCOL_TRC_BT709;
  encoder.colorRange = av.AVCOL_RANGE_MPEG;
  encoder.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
  using options = av.Dictionary.fromObject({ preset: 'veryfast', crf: '16', ...encoderOptions });
  av.FFmpegError.throwIfError(await encoder.open2(codec, options), 'open the encoder');
  return encoder;
}

async function openFile(
  av: NodeAv,
  format: InstanceType<NodeAv['FormatContext']>,
  path: string,
  encoder: InstanceType<NodeAv['CodecContext']>,
) {
  av.FFmpegError.throwIfError(format.allocOutputContext2(null, 'mp4', path), 'choose the container');
  const stream = format.newStream();
  av.FFmpegError.throwIfError(stream.codecpar.fromContext(encoder), 'describe the stream');
  stream.timeBase = encoder.timeBase;
  av.FFmpegError.throwIfError(await format.openOutput(), 'create the file');
  av.FFmpegError.throwIfError(await format.writeHeader(), 'write the header');
  return stream;
}
