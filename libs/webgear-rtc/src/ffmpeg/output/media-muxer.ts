import type { FormatContext, IOContext, Packet, Stream } from 'node-av/lib';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { channelLayoutOf } from '../audio/channel-layout.js';
import { OPUS_PACKET_SAMPLES, OPUS_RATE_HZ } from '../audio/opus-encoder.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { codecIdOf } from '../passthrough/coded-video.js';
import { containerOf, extradataOf, opusHeader } from './muxed-codecs.js';

/** What a file begins with. */
export interface MuxedTracks {
  /** A key frame, for the codec, the size and the parameter sets of the video. */
  readonly video: EncodedFrame;
  /** Channels of the Opus beside it; without it there is no sound. */
  readonly audioChannels?: 1 | 2 | undefined;
}

/**
 * How the file is laid out.
 *
 * - `crash-safe`: in fragments, each of which can be played at once; {@link MediaMuxer.end} makes it an ordinary file with an index.
 * - `indexed`: an ordinary file with its index in front, for so many frames and packets at most.
 */
export type MuxedLayout =
  { readonly kind: 'crash-safe' } | { readonly kind: 'indexed'; readonly samples: number };

/** Takes bytes of the file and where they belong; what is there may be replaced. The buffer may be kept. */
export type WriteBytes = (bytes: Buffer, position: number) => void;

const BUFFER_BYTES = 65_536;
/** Of MP4's clocks of video the usual one, so that times are exact at every common rate. */
const VIDEO_TIMESCALE = 90_000;
const MICROSECONDS = 1_000_000;
/** Of `moov`, with its tables of times, sizes and places; more than FFmpeg writes. */
const INDEX_BYTES_PER_SAMPLE = 40;
const INDEX_BYTES = 16_384;
/** FFmpeg asks for the size of the file instead of a position. */
const AVSEEK_SIZE = 0x1_0000;

/** Writes encoded media into a file, MP4 or WebM by the codec of its video. All times are of one axis, from that of the key frame on. */
export class MediaMuxer implements Disposable {
  private position = 0;
  private size = 0;
  private closed = false;
  private readonly lastUs: number[] = [];

  private constructor(
    private readonly av: NodeAv,
    private readonly format: FormatContext,
    private readonly packet: Packet,
    private readonly startUs: number,
    private readonly onBytes: WriteBytes,
  ) {}

  /** @throws FfmpegCallError when FFmpeg refuses what the key frame says of its codec */
  static async open(
    { video, audioChannels }: MuxedTracks,
    layout: MuxedLayout,
    onBytes: WriteBytes,
  ): Promise<MediaMuxer> {
    const av = await loadNodeAv();
    const container = containerOf(video.codec);
    const format = new av.FormatContext();
    const packet = new av.Packet();
    packet.alloc();
    const muxer = new MediaMuxer(av, format, packet, video.captureTimeUs, onBytes);
    try {
      checked(av, 'choose the container', format.allocOutputContext2(null, container, null));
      format.pb = muxer.createOutput();
      describeVideo(av, format.newStream(null), video);
      if (audioChannels !== undefined) describeOpus(av, format.newStream(null), audioChannels);
      using options = av.Dictionary.fromObject(container === 'mp4' ? mp4Options(layout) : {});
      checked(av, 'write the header', format.writeHeaderSync(options));
    } catch (error) {
      muxer.close();
      throw error;
    }
    return muxer;
  }

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.size;
  }

  /**
   * Adds a frame, for which the time until the next one is known; one that is not after the frame before is left out.
   *
   * @throws FfmpegCallError
   */
  writeVideo({ data, keyFrame, captureTimeUs }: EncodedFrame, durationUs: number): void {
    this.write(0, data, captureTimeUs, durationUs, keyFrame);
  }

  /**
   * Adds a packet of Opus; one that is not after the packet before is left out.
   *
   * @throws FfmpegCallError
   */
  writeAudio({ data, captureTimeUs, durationUs }: EncodedAudioFrame): void {
    this.write(1, data, captureTimeUs, durationUs, true);
  }

  /**
   * Hands over all that has been written, as a fragment of its own.
   *
   * @throws FfmpegCallError
   */
  flush(): void {
    checked(this.av, 'write a fragment', this.format.writeFrameSync(null));
    this.format.pb?.flushSync();
  }

  /**
   * Writes what a file ends with; nothing can be added after it.
   *
   * @throws FfmpegCallError
   */
  end(): void {
    checked(this.av, 'write the index', this.format.writeTrailerSync());
    this.format.pb?.flushSync();
  }

  /** Frees everything. Without {@link end} before it, the file ends with the last fragment. Idempotent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { pb } = this.format;
    // Both would free it.
    this.format.pb = null;
    this.format.freeContext();
    pb?.freeContext();
    this.packet.free();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private createOutput(): IOContext {
    const output = new this.av.IOContext();
    output.allocContextWithCallbacks(
      BUFFER_BYTES,
      1,
      null,
      (bytes) => {
        // Copied: FFmpeg fills the same memory again.
        this.onBytes(Buffer.from(bytes), this.position);
        this.position += bytes.length;
        this.size = Math.max(this.size, this.position);
        return bytes.length;
      },
      (offset, whence) => {
        if (Number(whence) === AVSEEK_SIZE) return BigInt(this.size);
        this.position = Number(offset);
        return offset;
      },
    );
    return output;
  }

  private write(
    streamIndex: number,
    data: Buffer,
    captureTimeUs: number,
    durationUs: number,
    keyFrame: boolean,
  ): void {
    const { av, packet, format } = this;
    const stream = format.streams[streamIndex];
    if (stream === undefined) return;
    packet.unref();
    packet.data = data;
    packet.streamIndex = streamIndex;
    packet.isKeyframe = keyFrame;
    // Containers refuse a time that is not after the one before.
    if (captureTimeUs <= (this.lastUs[streamIndex] ?? -Infinity)) return;
    this.lastUs[streamIndex] = captureTimeUs;
    packet.pts = packet.dts = BigInt(Math.round(captureTimeUs - this.startUs));
    packet.duration = BigInt(Math.round(durationUs));
    packet.rescaleTs(new av.Rational(1, MICROSECONDS), stream.timeBase);
    checked(av, 'write a frame', format.writeFrameSync(packet));
  }
}

function mp4Options(layout: MuxedLayout): Record<string, string> {
  if (layout.kind === 'indexed')
    return { moov_size: String(INDEX_BYTES + INDEX_BYTES_PER_SAMPLE * layout.samples) };
  return { movflags: '+frag_custom+empty_moov+default_base_moof+hybrid_fragmented' };
}

function describeVideo(av: NodeAv, stream: Stream, keyFrame: EncodedFrame): void {
  const { codecpar } = stream;
  stream.timeBase = new av.Rational(1, VIDEO_TIMESCALE);
  codecpar.codecType = av.AVMEDIA_TYPE_VIDEO;
  codecpar.codecId = codecIdOf(av, keyFrame.codec);
  // Apple's players take H.265 by this name alone, which wants the parameter sets in the container.
  if (keyFrame.codec === 'h265') codecpar.codecTag = 'hvc1';
  codecpar.width = keyFrame.width;
  codecpar.height = keyFrame.height;
  const extradata = extradataOf(keyFrame);
  if (extradata.length > 0) codecpar.extradata = extradata;
}

function describeOpus(av: NodeAv, stream: Stream, channels: 1 | 2): void {
  const { codecpar } = stream;
  stream.timeBase = new av.Rational(1, OPUS_RATE_HZ);
  codecpar.codecType = av.AVMEDIA_TYPE_AUDIO;
  codecpar.codecId = av.AV_CODEC_ID_OPUS;
  codecpar.sampleRate = OPUS_RATE_HZ;
  codecpar.channelLayout = channelLayoutOf(channels);
  codecpar.frameSize = OPUS_PACKET_SAMPLES;
  codecpar.extradata = opusHeader(channels);
}
