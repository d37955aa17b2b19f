import type { AVCodecFlag } from 'node-av/constants';
import type { CodecContext, Packet } from 'node-av/lib';
import type { VideoEncoderSettings } from '../media/encoded-frame.js';
import type { VideoFrame } from '../media/video-frame.js';
import { checked } from './ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from './load-node-av.js';
import { nativeFrameOf } from './native-video-frame.js';

/** Microseconds: capture times go in as they are, and rate control reads the true distances between pictures. */
const TIME_BASE_HZ = 1_000_000;

/** A distance of key frames that no stream lives to see, in frames; x264 takes it for endless. */
const NEVER = 2 ** 30;

/** Which of FFmpeg's encoders to open, and how. */
export interface NativeEncoderRequest {
  /** FFmpeg's name of it, for example `libx264`. */
  readonly encoder: 'libx264' | 'libvpx';
  readonly settings: VideoEncoderSettings;
  /** The encoder's own options, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
  /** Size of the rate-control buffer: how much time's worth of bits one picture may take in advance. */
  readonly rateBufferMs: number;
  /** A picture whose colour matrix the stream is to name. */
  readonly like?: VideoFrame;
}

/** What came out for one picture. */
export interface NativeEncodedFrame {
  readonly keyFrame: boolean;
  readonly data: Buffer;
}

/** One opened FFmpeg encoder that gives each picture back before it takes the next. */
export class NativeEncoder {
  private closed = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly context: CodecContext,
    private readonly packet: Packet,
    private readonly rateBufferMs: number,
  ) {}

  /** @throws FfmpegCallError when FFmpeg refuses the settings or has no such encoder */
  static async open(request: NativeEncoderRequest): Promise<NativeEncoder> {
    const av = await loadNodeAv();
    const codec = av.Codec.findEncoderByName(
      request.encoder as Parameters<typeof av.Codec.findEncoderByName>[0],
    );
    if (codec === null) checked(av, 'find the encoder', av.AVERROR_ENCODER_NOT_FOUND);
    const { settings } = request;
    const context = new av.CodecContext();
    context.allocContext3(codec);
    try {
      context.width = settings.width;
      context.height = settings.height;
      context.pixelFormat = av.AV_PIX_FMT_YUV420P;
      context.timeBase = new av.Rational(1, TIME_BASE_HZ);
      // Without it x264 takes one tick of the time base for a frame, and the rate for a thousandth of what was asked.
      context.framerate = new av.Rational(Math.round(settings.framerate * 1000), 1000);
      context.gopSize = settings.keyFrameIntervalFrames ?? NEVER;
      context.maxBFrames = 0;
      context.threadCount = 1;
      context.setFlags(av.AV_CODEC_FLAG_CLOSED_GOP as AVCodecFlag);
      if (request.like !== undefined) context.colorSpace = nativeFrameOf(request.like).colorSpace;
      context.colorRange = av.AVCOL_RANGE_MPEG;
      setRate(context, settings.bitrateBps, request.rateBufferMs);
      using options = av.Dictionary.fromObject({ ...request.options });
      checked(av, 'open the encoder', await context.open2(codec, options));
    } catch (error) {
      context.freeContext();
      throw error;
    }
    const packet = new av.Packet();
    packet.alloc();
    return new NativeEncoder(av, context, packet, request.rateBufferMs);
  }

  /** `false` for a picture of another colour matrix, which viewers would see in wrong colours; open another encoder. */
  matches(frame: VideoFrame): boolean {
    return nativeFrameOf(frame).colorSpace === this.context.colorSpace;
  }

  /**
   * Compresses one picture, which stays the caller's; `undefined` when the encoder chose to drop it.
   *
   * @throws FfmpegCallError
   */
  async encode(frame: VideoFrame, keyFrame: boolean): Promise<NativeEncodedFrame | undefined> {
    const { av, context, packet } = this;
    const native = nativeFrameOf(frame);
    native.pts = BigInt(Math.round(frame.captureTimeUs));
    // A decoded picture still carries the type it had in its source, which would make every source I frame one of ours.
    native.pictType = keyFrame ? av.AV_PICTURE_TYPE_I : av.AV_PICTURE_TYPE_NONE;
    checked(av, 'encode', await context.sendFrame(native));
    // FFmpeg has compressed it by now, and only hands it over: another turn of the thread pool would be longer than that.
    const result = context.receivePacketSync(packet);
    if (result === av.AVERROR_EAGAIN) return undefined;
    checked(av, 'encode', result);
    try {
      const { data } = packet;
      // A copy: the packet's memory is FFmpeg's and is gone with the next picture.
      return data === null ? undefined : { keyFrame: packet.isKeyframe, data: Buffer.from(data) };
    } finally {
      packet.unref();
    }
  }

  /** New target in bits per second, from the next picture on. */
  setBitrate(bitrateBps: number): void {
    setRate(this.context, bitrateBps, this.rateBufferMs);
  }

  /** Frees the encoder; not while a picture is being encoded. A second call does nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.packet.free();
    this.context.freeContext();
  }
}

function setRate(context: CodecContext, bitrateBps: number, rateBufferMs: number): void {
  context.bitRate = BigInt(Math.round(bitrateBps));
  context.rcMaxRate = BigInt(Math.round(bitrateBps));
  context.rcBufferSize = Math.round((bitrateBps * rateBufferMs) / 1000);
}
