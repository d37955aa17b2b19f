import { OPUS_PACKET_SAMPLES, OPUS_RATE_HZ } from '../../ffmpeg/audio/opus-encoder.js';

/** Duration of a packet in microseconds. */
export const PACKET_US = 20_000;

/** Samples over which sound comes and goes where it is cut: 5 ms, after which no click is heard. */
const FADE_SAMPLES = 240;

/** Takes the samples of one packet, which it may keep, and the time of the first; `silent` where all of them are silence. */
export type OnPacketSamples = (samples: Float32Array, startUs: number, silent: boolean) => void;

/** Cuts samples at 48 kHz into packets whose times are exactly 20 ms apart, and fades at its gaps. */
export class PacketGrid {
  private packet: Float32Array;
  private filled = 0;
  private startUs: number | undefined;
  private audible = false;
  private muted = false;
  /** Gain at the next sample, as a step of the fade: 0 to {@link FADE_SAMPLES}. */
  private fadeStep = 0;
  /** The last samples of each channel, which silence fades out from. */
  private readonly last: Float32Array;

  constructor(
    private readonly channels: 1 | 2,
    private readonly onPacket: OnPacketSamples,
  ) {
    this.packet = new Float32Array(OPUS_PACKET_SAMPLES * channels);
    this.last = new Float32Array(channels);
  }

  /** Where the next sample goes, in microseconds; `undefined` before the first {@link anchor}. */
  get endUs(): number | undefined {
    return this.startUs === undefined ? undefined : this.startUs + (this.filled * 1_000_000) / OPUS_RATE_HZ;
  }

  /** Starts again at this time. */
  anchor(timeUs: number): void {
    this.finish(timeUs);
    this.startUs = Math.round(timeUs);
  }

  /** Ends here: what is not yet a packet is completed with silence, if at least half of it is before this time. */
  finish(timeUs: number): void {
    if (this.filled > 0 && this.startUs !== undefined && this.startUs + PACKET_US / 2 <= timeUs) {
      this.appendSilence(OPUS_PACKET_SAMPLES - this.filled);
    }
    this.clear();
  }

  /** Makes everything silence from the next sample on, or no more, with a fade. */
  setMuted(muted: boolean): void {
    this.muted = muted;
  }

  /** Adds interleaved samples from this one on. */
  append(samples: Float32Array, fromSample = 0): void {
    const { channels, last } = this;
    for (let index = fromSample * channels; index < samples.length; index += channels) {
      if (this.muted) this.fadeStep = Math.max(0, this.fadeStep - 1);
      else this.fadeStep = Math.min(FADE_SAMPLES, this.fadeStep + 1);
      const gain = this.fadeStep / FADE_SAMPLES;
      if (gain > 0) this.audible = true;
      const at = this.filled * channels;
      for (let channel = 0; channel < channels; channel++) {
        const sample = samples[index + channel] ?? 0;
        // Not a number would make the encoder's state, and all sound after it, unusable; more than 1 is distorted by it.
        const bounded = sample >= -1 ? Math.min(1, sample) : sample < -1 ? -1 : 0;
        this.packet[at + channel] = last[channel] = bounded * gain;
      }
      this.advance();
    }
  }

  /** Adds so many samples of silence, after a fade from the last sound. */
  appendSilence(count: number): void {
    const { channels, last } = this;
    for (let index = 0; index < count; index++) {
      const gain = Math.max(0, 1 - (index + 1) / FADE_SAMPLES);
      const at = this.filled * channels;
      for (let channel = 0; channel < channels; channel++) {
        const sample = (last[channel] ?? 0) * gain;
        if (sample !== 0) this.audible = true;
        this.packet[at + channel] = sample;
      }
      this.advance();
    }
    last.fill(0);
    this.fadeStep = 0;
  }

  private clear(): void {
    this.packet.fill(0);
    this.filled = 0;
    this.startUs = undefined;
    this.audible = false;
    this.fadeStep = 0;
    this.last.fill(0);
  }

  private advance(): void {
    this.filled++;
    if (this.filled < OPUS_PACKET_SAMPLES || this.startUs === undefined) return;
    const { packet, startUs, audible } = this;
    this.packet = new Float32Array(packet.length);
    this.filled = 0;
    this.audible = false;
    this.startUs = startUs + PACKET_US;
    this.onPacket(packet, startUs, !audible);
  }
}
