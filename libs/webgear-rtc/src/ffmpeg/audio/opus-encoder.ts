import type { Frame } from 'node-av/lib';
import { encoderOf, PacketEncoder } from '../encode/packet-encoder.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { channelLayoutOf } from './channel-layout.js';

/** Samples per second and channel of all Opus that is sent (RFC 7587, 4.1). */
export const OPUS_RATE_HZ = 48_000;

/** Samples of each channel in one packet of 20 ms. */
export const OPUS_PACKET_SAMPLES = 960;

/**
 * What a decoder's output is late by: libopus looks ahead 6.5 ms, so that the first sample that is decoded from a packet was
 * captured as much before the first one that was encoded for it.
 */
export const OPUS_LOOKAHEAD_US = 6_500;

/**
 * libopus as sound is sent with: 20 ms, `application=audio`, in-band FEC, no DTX.
 *
 * FEC is only in packets that have a SILK part. With a loss of 5 % libopus takes SILK for what its analysis holds for
 * speech, and CELT, which is better for music, for the rest; the analysis runs from complexity 7 on. Below that all is CELT and no
 * packet has FEC.
 */
const OPTIONS = {
  application: 'audio',
  frame_duration: '20',
  fec: '1',
  packet_loss: '5',
  dtx: '0',
  vbr: 'on',
  compression_level: '7',
};

/** Target in bits per second by the number of channels. */
const BITRATES_BPS = { 1: 64_000n, 2: 96_000n } as const;

/** Encodes packets of 20 ms. */
export class OpusEncoder implements Disposable {
  private samplesSent = 0n;
  private closed = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly encoder: PacketEncoder,
    private readonly frame: Frame,
  ) {}

  /** @throws FfmpegCallError when FFmpeg has no libopus or refuses the settings */
  static async open(channels: 1 | 2): Promise<OpusEncoder> {
    const av = await loadNodeAv();
    const codec = encoderOf(av, 'libopus');
    const context = new av.CodecContext();
    const frame = new av.Frame();
    context.allocContext3(codec);
    frame.alloc();
    try {
      context.sampleRate = frame.sampleRate = OPUS_RATE_HZ;
      context.sampleFormat = frame.format = av.AV_SAMPLE_FMT_FLT;
      context.channelLayout = frame.channelLayout = channelLayoutOf(channels);
      context.timeBase = new av.Rational(1, OPUS_RATE_HZ);
      context.bitRate = BITRATES_BPS[channels];
      context.threadCount = 1;
      frame.nbSamples = OPUS_PACKET_SAMPLES;
      using options = av.Dictionary.fromObject(OPTIONS);
      checked(av, 'open the encoder', await context.open2(codec, options));
      checked(av, 'allocate samples', frame.getBuffer(0));
    } catch (error) {
      context.freeContext();
      frame.free();
      throw error;
    }
    return new OpusEncoder(av, new PacketEncoder(av, context), frame);
  }

  /**
   * Encodes 20 ms of interleaved samples at 48 kHz; one call at a time.
   *
   * @throws FfmpegCallError
   */
  async encode(samples: Float32Array): Promise<Buffer> {
    const { av, encoder, frame } = this;
    // The encoder may still hold the samples of the call before.
    checked(av, 'allocate samples', frame.makeWritable());
    frame.data?.[0]?.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    frame.pts = this.samplesSent;
    this.samplesSent += BigInt(OPUS_PACKET_SAMPLES);
    return encoder.encode(frame);
  }

  /** Frees the encoder. Must not be called while {@link encode} is pending. Idempotent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.frame.free();
    this.encoder.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
