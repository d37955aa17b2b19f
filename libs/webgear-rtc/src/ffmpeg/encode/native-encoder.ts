import type { AVCodecFlag } from 'node-av/constants';
import type { CodecContext, Packet } from 'node-av/lib';
import type { VideoEncoderSettings } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { nativeFrameOf } from '../native-video-frame.js';

/** Microseconds: capture times are used unchanged, so rate control sees the true frame intervals. */
const TIME_BASE_HZ = 1_000_000;

/** Key-frame interval in frames that no stream reaches; x264 treats it as infinite. */
const INFINITE_INTERVAL = 2 ** 30;

/** Which FFmpeg encoder to open, and its settings. */
export interface NativeEncoderRequest {
  /** FFmpeg's name, such as `libx264`. */
  readonly encoder: 'libx264' | 'libvpx' | 'libvpx-vp9' | 'libsvtav1' | 'libx265';
  readonly settings: VideoEncoderSettings;
  /** Private options of the encoder, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
  /** Size of the rate-control buffer (VBV) as a duration: how far one frame may exceed the target rate. */
  readonly rateBufferMs: number;
  /** A frame whose colour matrix is signalled in the stream. */
  readonly like?: VideoFrame;
}

/** The encoded form of one frame. */
export interface NativeEncodedFrame {
  readonly keyFrame: boolean;
  readonly data: Buffer;
}

/** An FFmpeg encoder without lookahead: each frame is returned before the next is sent. */
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
      // Without a frame rate x264 assumes one frame per tick of the time base, and aims at a thousandth of the
      // bitrate.
      context.framerate = new av.Rational(Math.round(settings.framerate * 1000), 1000);
      context.gopSize = settings.keyFrameIntervalFrames ?? INFINITE_INTERVAL;
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

  /** `false` for a frame with another colour matrix, which would be shown in wrong colours: open another encoder. */
  matches(frame: VideoFrame): boolean {
    return nativeFrameOf(frame).colorSpace === this.context.colorSpace;
  }

  /**
   * Encodes one frame, which stays the caller's; `undefined` when the encoder dropped it.
   *
   * @throws FfmpegCallError
   */
  async encode(frame: VideoFrame, keyFrame: boolean): Promise<NativeEncodedFrame | undefined> {
    const { av, context, packet } = this;
    const native = nativeFrameOf(frame);
    native.pts = BigInt(Math.round(frame.captureTimeUs));
    // A decoded frame keeps the type it had in its source; without a reset each I frame of the source would force one
    // here.
    native.pictType = keyFrame ? av.AV_PICTURE_TYPE_I : av.AV_PICTURE_TYPE_NONE;
    checked(av, 'encode', await context.sendFrame(native));
    // The frame is encoded by now and only fetched, which is faster than another round trip through the thread pool.
    const result = context.receivePacketSync(packet);
    if (result === av.AVERROR_EAGAIN) return undefined;
    checked(av, 'encode', result);
    try {
      const { data } = packet;
      // Copied: the packet's memory belongs to FFmpeg and is reused for the next frame.
      return data === null ? undefined : { keyFrame: packet.isKeyframe, data: Buffer.from(data) };
    } finally {
      packet.unref();
    }
  }

  /** Sets the target in bits per second, from the next frame on. */
  setBitrate(bitrateBps: number): void {
    setRate(this.context, bitrateBps, this.rateBufferMs);
  }

  /** Frees the encoder. Must not be called while {@link encode} is pending. Idempotent. */
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
