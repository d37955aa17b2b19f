import type { CodecContext, Frame, Packet, SoftwareResampleContext, Stream } from 'node-av/lib';
import type { AudioFrame } from '../../media/audio-frame.js';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import type { AudioTimes } from './audio-times.js';

/** What a decoder needs to know of an audio stream. */
export type CodedAudioStream = Pick<Stream, 'codecpar' | 'timeBase'>;

const BYTES_PER_SAMPLE = Float32Array.BYTES_PER_ELEMENT;

/**
 * FFmpeg's decoder of one audio stream, with float samples as output.
 *
 * It decodes in the calling thread: a packet of AAC takes 15 µs there and 12 µs to convert, while a call in libuv's pool costs
 * 40 µs more, and may have to wait there for the decoding of a video frame.
 */
export class AudioStreamDecoder implements Disposable {
  private readonly frame: Frame;
  private converter: SampleConverter | undefined;
  private isClosed = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly context: CodecContext,
    private readonly times: AudioTimes,
  ) {
    this.frame = new av.Frame();
    this.frame.alloc();
  }

  /**
   * @param times converts timestamps of the stream
   * @throws FfmpegCallError when the codec is unknown or its decoder does not open
   */
  static open(av: NodeAv, stream: CodedAudioStream, times: AudioTimes): AudioStreamDecoder {
    const codec = av.Codec.findDecoder(stream.codecpar.codecId);
    if (codec === null) checked(av, 'find a decoder', av.AVERROR_DECODER_NOT_FOUND);
    const context = new av.CodecContext();
    context.allocContext3(codec);
    try {
      checked(av, 'set up the decoder', context.parametersToContext(stream.codecpar));
      context.pktTimebase = stream.timeBase;
      context.threadCount = 1;
      checked(av, 'open the decoder', context.open2Sync(codec, null));
    } catch (error) {
      context.freeContext();
      throw error;
    }
    return new AudioStreamDecoder(av, context, times);
  }

  /** Decodes a packet, or with `null` what the decoder still holds at the end. Damaged packets are skipped. */
  decode(packet: Packet | null): AudioFrame[] {
    const frames: AudioFrame[] = [];
    if (this.isClosed) return frames;
    const { av, context, frame } = this;
    context.sendPacketSync(packet);
    for (;;) {
      const received = context.receiveFrameSync(frame);
      if (received === av.AVERROR_INVALIDDATA) continue;
      if (received !== 0) return frames;
      const decoded = this.toAudioFrame(frame);
      frame.unref();
      if (decoded !== undefined) frames.push(decoded);
    }
  }

  /** Frees the decoder. A second call does nothing. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.frame.free();
    this.converter?.close();
    this.context.freeContext();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private toAudioFrame(frame: Frame): AudioFrame | undefined {
    const { nbSamples, sampleRate } = frame;
    if (nbSamples <= 0 || sampleRate <= 0) return undefined;
    const captureTimeUs = this.times.timeUs(frame.bestEffortTimestamp, (nbSamples * 1_000_000) / sampleRate);
    if (this.converter?.suits(frame) !== true) {
      // A broadcast changes from stereo to 5.1, and HE-AAC may double the rate after its first frame.
      this.converter?.close();
      this.converter = SampleConverter.open(this.av, frame);
    }
    const samples = this.converter?.convert(frame);
    if (samples === undefined) return undefined;
    return { samples, channels: frame.channels, sampleRateHz: sampleRate, captureTimeUs };
  }
}

/** Converts samples of one format to interleaved floats of the same rate and channels. */
class SampleConverter {
  private constructor(
    private readonly context: SoftwareResampleContext,
    private readonly format: number,
    private readonly sampleRate: number,
    private readonly channels: number,
  ) {}

  /** @returns `undefined` if FFmpeg cannot convert such samples */
  static open(
    av: NodeAv,
    { channelLayout, format, sampleRate, channels }: Frame,
  ): SampleConverter | undefined {
    const context = new av.SoftwareResampleContext();
    const float = av.AV_SAMPLE_FMT_FLT;
    const from = format as typeof float;
    const set = context.allocSetOpts2(channelLayout, float, sampleRate, channelLayout, from, sampleRate);
    if (set >= 0 && context.init() >= 0) return new SampleConverter(context, format, sampleRate, channels);
    context.free();
    return undefined;
  }

  suits({ format, sampleRate, channels }: Frame): boolean {
    return format === this.format && sampleRate === this.sampleRate && channels === this.channels;
  }

  convert({ nbSamples, extendedData }: Frame): Float32Array | undefined {
    const bytes = new ArrayBuffer(nbSamples * this.channels * BYTES_PER_SAMPLE);
    const converted = this.context.convertSync([Buffer.from(bytes)], nbSamples, extendedData, nbSamples);
    return converted === nbSamples ? new Float32Array(bytes) : undefined;
  }

  close(): void {
    this.context.free();
  }
}
