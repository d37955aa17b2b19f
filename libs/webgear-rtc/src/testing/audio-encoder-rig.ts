import { EncodedAudioDecoder } from '../ffmpeg/audio/encoded-audio-decoder.js';
import { AudioEncoder, type AudioEncoderParts } from '../encoder/audio/audio-encoder.js';
import type { AudioFrame, EncodedAudioFrame } from '../media/audio-frame.js';
import { type AudioFrameShape, type AudioSignal, audioFrame, channelOf } from './audio-signals.js';
import { until } from './until.js';
import { VirtualCaptureClock } from './virtual-capture-clock.js';

/** An encoder of sound on a virtual clock, and what it gave. */
export class AudioEncoderRig {
  readonly clock = new VirtualCaptureClock();
  readonly packets: EncodedAudioFrame[] = [];
  readonly errors: unknown[] = [];
  readonly encoder: AudioEncoder;

  constructor(
    readonly channels: 1 | 2,
    parts: Partial<AudioEncoderParts> = {},
  ) {
    const { clock, packets, errors } = this;
    const onError = (error: unknown) => errors.push(error);
    this.encoder = new AudioEncoder({ clock, channels, onError, ...parts }, (packet) => packets.push(packet));
  }

  /** Sends a signal in frames, each when it is complete, for this long. */
  async play(signal: AudioSignal, forMs: number, shape: AudioFrameShape = {}): Promise<void> {
    const { durationMs = 20 } = shape;
    for (let ms = 0; ms < forMs; ms += durationMs) {
      const startUs = this.clock.nowUs();
      await this.push(audioFrame(signal, startUs, shape), durationMs);
    }
  }

  /** Moves the clock by the duration of a frame, and sends it. */
  async push(frame: AudioFrame | EncodedAudioFrame, durationMs: number): Promise<void> {
    await this.clock.advance(durationMs);
    this.encoder.push(frame);
    await this.settle();
  }

  /** Waits until all packets that there will be have come. */
  async settle(): Promise<void> {
    const idle = () => this.encoder.isIdle;
    if (!idle()) await until('the encoder', idle);
  }

  /** Capture times of the packets. */
  get times(): number[] {
    return this.packets.map(({ captureTimeUs }) => captureTimeUs);
  }

  /** Differences of the capture times of packets. */
  get steps(): number[] {
    return this.times.slice(1).map((time, index) => time - (this.times[index] ?? 0));
  }

  /** What a receiver hears, channel by channel, and the capture time of the first sample. */
  async decode(packets = this.packets): Promise<{ startUs: number; channels: Float32Array[] }> {
    using decoder = await EncodedAudioDecoder.open();
    const frames = packets.flatMap((packet) => decoder.decode(packet));
    const channels = Array.from({ length: this.channels }, (_, channel) => channelOf(frames, channel));
    return { startUs: packets[0]?.captureTimeUs ?? 0, channels };
  }

  /** What a receiver hears of a span of capture time. */
  async heard(fromMs: number, toMs: number, channel = 0): Promise<Float32Array> {
    const { startUs, channels } = await this.decode();
    const at = (ms: number) => Math.round((ms - startUs / 1000) * 48);
    return channels[channel]?.subarray(at(fromMs), at(toMs)) ?? new Float32Array();
  }
}
