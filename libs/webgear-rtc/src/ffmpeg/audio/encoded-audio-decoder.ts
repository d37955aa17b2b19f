import type { CodecContext, Frame, Packet } from 'node-av/lib';
import type { AudioCodec, AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { channelLayoutOf } from './channel-layout.js';

/** FFmpeg's decoders, and the rate at which each gives samples. */
const DECODERS = {
  opus: { name: 'libopus', sampleRateHz: 48_000 },
  pcmu: { name: 'pcm_mulaw', sampleRateHz: 8_000 },
  pcma: { name: 'pcm_alaw', sampleRateHz: 8_000 },
} as const satisfies Record<AudioCodec, { name: string; sampleRateHz: number }>;

interface OpenDecoder {
  readonly codec: AudioCodec;
  readonly channels: number;
  readonly context: CodecContext;
}

/** Decodes Opus and G.711. It follows changes of codec and channels. */
export class EncodedAudioDecoder implements Disposable {
  private decoder: OpenDecoder | undefined;
  private closed = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly packet: Packet,
    private readonly frame: Frame,
  ) {}

  /** @throws WebGearRtcError `WGR_MEDIA_ENGINE_MISSING` */
  static async open(): Promise<EncodedAudioDecoder> {
    const av = await loadNodeAv();
    const packet = new av.Packet();
    const frame = new av.Frame();
    packet.alloc();
    frame.alloc();
    return new EncodedAudioDecoder(av, packet, frame);
  }

  /**
   * Decodes one packet, usually to one frame. It blocks for less than 0.1 ms.
   *
   * The samples of Opus are those that the sender captured 6.5 ms before the packet's time, if its encoder is libopus and says
   * the time of what it was given; senders that say the time of what is decoded have none of it.
   *
   * @throws FfmpegCallError when the packet is broken; the next one may be sent
   */
  decode(encoded: EncodedAudioFrame): AudioFrame[] {
    const { av, packet, frame } = this;
    if (this.closed || encoded.data.length === 0) return [];
    const { context, codec, channels } = this.decoderFor(encoded);
    const { sampleRateHz } = DECODERS[codec];
    packet.data = encoded.data;
    try {
      checked(av, 'decode', context.sendPacketSync(packet));
    } finally {
      packet.unref();
    }
    const frames: AudioFrame[] = [];
    let captureTimeUs = encoded.captureTimeUs;
    for (;;) {
      const result = context.receiveFrameSync(frame);
      if (result === av.AVERROR_EAGAIN) return frames;
      checked(av, 'decode', result);
      const samples = samplesOf(av, frame, channels);
      frame.unref();
      frames.push({ samples, channels, sampleRateHz, captureTimeUs });
      captureTimeUs += (samples.length / channels / sampleRateHz) * 1_000_000;
    }
  }

  /** Frees the decoder. Idempotent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.decoder?.context.freeContext();
    this.packet.free();
    this.frame.free();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private decoderFor({ codec, channels }: EncodedAudioFrame): OpenDecoder {
    if (this.decoder?.codec === codec && this.decoder.channels === channels) return this.decoder;
    this.decoder?.context.freeContext();
    this.decoder = undefined;
    this.decoder = { codec, channels, context: this.openContext(codec, channels) };
    return this.decoder;
  }

  private openContext(codec: AudioCodec, channels: number): CodecContext {
    const { av } = this;
    const { name, sampleRateHz } = DECODERS[codec];
    const found = av.Codec.findDecoderByName(name as Parameters<typeof av.Codec.findDecoderByName>[0]);
    if (found === null) checked(av, 'find the decoder', av.AVERROR_DECODER_NOT_FOUND);
    const context = new av.CodecContext();
    context.allocContext3(found);
    try {
      context.sampleRate = sampleRateHz;
      context.channelLayout = channelLayoutOf(channels);
      context.threadCount = 1;
      checked(av, 'open the decoder', context.open2Sync(found, null));
      return context;
    } catch (error) {
      context.freeContext();
      throw error;
    }
  }
}

/** Decoders of these codecs give interleaved 16-bit samples. */
function samplesOf(av: NodeAv, frame: Frame, channels: number): Float32Array {
  const bytes = frame.data?.[0];
  if (bytes === undefined || frame.format !== av.AV_SAMPLE_FMT_S16) {
    throw new TypeError('A decoder of sound gave samples in another form than 16 bits.');
  }
  const samples = new Float32Array(frame.nbSamples * channels);
  for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * 2) / 32_768;
  return samples;
}
