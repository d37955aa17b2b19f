import { EncodedAudioDecoder } from '../../ffmpeg/audio/encoded-audio-decoder.js';
import {
  type AudioResampler,
  loadAudioResampler,
  type ResamplerFormat,
} from '../../ffmpeg/audio/audio-resampler.js';
import { OPUS_PACKET_SAMPLES, OPUS_RATE_HZ, OpusEncoder } from '../../ffmpeg/audio/opus-encoder.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { type AudioFrame, type EncodedAudioFrame, isEncodedAudio } from '../../media/audio-frame.js';
import { AudioAligner, RESTART_US } from './audio-aligner.js';
import { GapFiller } from './gap-filler.js';
import { PACKET_US, PacketGrid } from './packet-grid.js';
import { PacketQueue, type SampleEncoder } from './packet-queue.js';
import { silentOpusPacket } from './silent-opus-packet.js';

/** Frames that may wait until FFmpeg is loaded. */
const MAX_WAITING = 100;

/** What an encoder of sound is made of. */
export interface AudioEncoderParts {
  readonly clock: CaptureClock;
  /** Channels of the packets; the source may have more or less. */
  readonly channels: 1 | 2;
  /** Sound cannot be decoded, resampled or encoded; called once, and silence is sent from then on where the fault stays. */
  readonly onError: (error: unknown) => void;
  /** Opens the encoder; libopus where left out. */
  readonly openEncoder?: (channels: 1 | 2) => Promise<SampleEncoder>;
}

/** What an encoder of sound has done so far. */
export interface AudioEncoderStats {
  /** Packets given out, those that were passed included. */
  readonly packetsEncoded: number;
  readonly bytesEncoded: number;
  readonly encodersOpened: number;
  /** Packets that were left out because the encoder was too slow or they would go back in time. */
  readonly packetsDropped: number;
  /** Duration of the packets of silence: in gaps of the source, and while muted. */
  readonly silentMs: number;
}

interface Arrival {
  readonly frame: AudioFrame | EncodedAudioFrame;
  readonly nowUs: number;
}

/** Opened when FFmpeg is loaded. */
interface Tools {
  readonly openResampler: (format: ResamplerFormat) => AudioResampler;
  readonly decoder: EncodedAudioDecoder;
}

/** Frames of any rate and number of channels in, Opus packets of 20 ms out, on a grid without gaps. */
export class AudioEncoder {
  private readonly queue: PacketQueue;
  private readonly grid: PacketGrid;
  private readonly filler: GapFiller;
  private readonly aligner = new AudioAligner();
  private readonly waiting: Arrival[] = [];
  private readonly loading: Promise<void>;
  private tools: Tools | undefined;
  private resampler: AudioResampler | undefined;
  private resamplerFormat = { sampleRateHz: 0, channels: 0 };
  /** End of the packet passed last, while packets of the source are passed. */
  private passedUntilUs: number | undefined;
  private interrupted = false;
  private muted = false;
  private reported = false;
  private closed = false;
  private silentUs = 0;

  /** @param onPacket takes each packet */
  constructor(
    private readonly parts: AudioEncoderParts,
    onPacket: (packet: EncodedAudioFrame) => void,
  ) {
    const { clock, channels, openEncoder = (count) => OpusEncoder.open(count) } = parts;
    this.queue = new PacketQueue({ channels, openEncoder, onError: (error) => this.report(error) }, onPacket);
    this.grid = new PacketGrid(channels, (samples, startUs, silent) => {
      if (silent) this.silentUs += PACKET_US;
      this.queue.encode(samples, startUs);
    });
    this.filler = new GapFiller({
      clock,
      endUs: () => this.passedUntilUs ?? this.grid.endUs,
      fill: () => this.fill(),
    });
    this.loading = this.load();
  }

  /** Takes a frame, which nobody may change afterwards. Packets of Opus pass through; it never throws. */
  push(frame: AudioFrame | EncodedAudioFrame): void {
    if (this.closed) return;
    const nowUs = this.parts.clock.nowUs();
    if (this.tools !== undefined) return this.take(frame, nowUs);
    if (this.waiting.length >= MAX_WAITING) this.waiting.shift();
    this.waiting.push({ frame, nowUs });
  }

  /** Sends silence, on the same clock, until it is called with `false`. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.grid.setMuted(muted);
  }

  /** Whether there is nothing left to encode of what it has got. */
  get isIdle(): boolean {
    return this.waiting.length === 0 && this.queue.isIdle;
  }

  /** What it has done so far. */
  stats(): AudioEncoderStats {
    return { ...this.queue.stats(), silentMs: this.silentUs / 1000 };
  }

  /** Frees everything. Idempotent. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.filler.close();
    await this.loading;
    this.closeResampler();
    this.tools?.decoder.close();
    this.tools = undefined;
    await this.queue.close();
  }

  private async load(): Promise<void> {
    try {
      const openResampler = await loadAudioResampler();
      this.tools = { openResampler, decoder: await EncodedAudioDecoder.open() };
    } catch (error) {
      this.report(error);
    }
    if (!this.closed) for (const { frame, nowUs } of this.waiting) this.take(frame, nowUs);
    this.waiting.length = 0;
  }

  private take(frame: AudioFrame | EncodedAudioFrame, nowUs: number): void {
    // Not a number would be the time of all that follows.
    if (!Number.isFinite(frame.captureTimeUs)) return;
    try {
      if (!isEncodedAudio(frame)) this.encode(frame, nowUs);
      else if (frame.codec === 'opus') this.pass(frame, nowUs);
      else for (const decoded of this.tools?.decoder.decode(frame) ?? []) this.encode(decoded, nowUs);
    } catch (error) {
      this.closeResampler();
      this.report(error);
    }
  }

  private encode(frame: AudioFrame, nowUs: number): void {
    const { grid, aligner } = this;
    const { channels, sampleRateHz, captureTimeUs, samples } = frame;
    const count = Math.floor(samples.length / channels);
    if (!(count > 0)) return;
    if (this.passedUntilUs !== undefined) this.startGrid(captureTimeUs);
    const resampler = this.resamplerFor(sampleRateHz, channels);
    const positionUs =
      grid.endUs === undefined ? undefined : grid.endUs + (resampler.delaySamples * 1_000_000) / OPUS_RATE_HZ;
    const durationUs = (count / sampleRateHz) * 1_000_000;
    const placement = aligner.place(captureTimeUs, durationUs, positionUs, this.interrupted);
    if (placement.anchor) {
      this.drainResampler();
      grid.anchor(captureTimeUs);
      this.filler.forget();
    }
    this.filler.note(captureTimeUs, nowUs);
    const skipped = Math.round((placement.dropUs * sampleRateHz) / 1_000_000);
    // What is left out goes on in the frame after it.
    this.interrupted = skipped > count;
    if (placement.silenceUs > 0 || skipped > 0) this.drainResampler();
    if (placement.silenceUs > 0)
      grid.appendSilence(Math.round((placement.silenceUs * OPUS_RATE_HZ) / 1_000_000));
    if (skipped >= count) return;
    const current = this.resamplerFor(sampleRateHz, channels);
    current.setRateOffset(placement.stretchPpm);
    grid.append(current.convert(skipped === 0 ? samples : samples.subarray(skipped * channels)));
  }

  /** Sound that is encoded follows packets that were passed. */
  private startGrid(captureTimeUs: number): void {
    const startUs = Math.max(captureTimeUs, this.passedUntilUs ?? captureTimeUs);
    this.passedUntilUs = undefined;
    this.grid.anchor(startUs);
    this.interrupted = true;
  }

  private pass(frame: EncodedAudioFrame, nowUs: number): void {
    const { captureTimeUs, durationUs } = frame;
    if (!(durationUs > 0)) return;
    if (this.passedUntilUs === undefined) {
      this.drainResampler();
      this.grid.finish(captureTimeUs);
    }
    const overlapUs = (this.passedUntilUs ?? captureTimeUs) - captureTimeUs;
    if (Math.abs(overlapUs) > RESTART_US) this.filler.forget();
    this.passedUntilUs ??= captureTimeUs;
    this.filler.note(captureTimeUs, nowUs);
    // Silence was sent for it, or for a part of it.
    if (overlapUs > durationUs / 2 && overlapUs < RESTART_US) return;
    // One behind the other to the sample: a receiver takes each difference for a gap, or for sound that overlaps. What the
    // clocks drift apart adds up to half a packet, and is made good at once.
    const startUs = Math.abs(overlapUs) <= durationUs / 2 ? captureTimeUs + overlapUs : captureTimeUs;
    this.passedUntilUs = startUs + durationUs;
    if (this.muted) this.passSilence(startUs, durationUs);
    else this.queue.pass({ ...frame, captureTimeUs: startUs });
  }

  private passSilence(captureTimeUs: number, durationUs: number): void {
    const { channels } = this.parts;
    const data = silentOpusPacket(channels, durationUs);
    this.silentUs += durationUs;
    this.queue.pass({ codec: 'opus', captureTimeUs, durationUs, channels, data });
  }

  /** One packet of silence where the source gives nothing. */
  private fill(): void {
    const { passedUntilUs } = this;
    if (passedUntilUs !== undefined) {
      this.passedUntilUs = passedUntilUs + PACKET_US;
      return this.passSilence(passedUntilUs, PACKET_US);
    }
    this.drainResampler();
    this.grid.appendSilence(OPUS_PACKET_SAMPLES);
    this.interrupted = true;
  }

  private resamplerFor(sampleRateHz: number, channels: number): AudioResampler {
    const { resamplerFormat, resampler } = this;
    const fits = resamplerFormat.sampleRateHz === sampleRateHz && resamplerFormat.channels === channels;
    if (resampler !== undefined && fits) return resampler;
    this.drainResampler();
    const output = { outputRateHz: OPUS_RATE_HZ, outputChannels: this.parts.channels };
    if (this.tools === undefined) throw new Error('FFmpeg is not loaded');
    this.resamplerFormat = { sampleRateHz, channels };
    this.resampler = this.tools.openResampler({ ...this.resamplerFormat, ...output });
    return this.resampler;
  }

  /** Ends the sound so far: what follows does not join it. */
  private drainResampler(): void {
    if (this.resampler === undefined) return;
    try {
      this.grid.append(this.resampler.drain());
    } finally {
      this.closeResampler();
    }
  }

  private closeResampler(): void {
    this.resampler?.close();
    this.resampler = undefined;
  }

  private report(error: unknown): void {
    if (this.reported || this.closed) return;
    this.reported = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.parts.onError(
      new WebGearRtcError('WGR_ENCODER_FAILED', { codec: 'opus', reason }, { cause: error }),
    );
  }
}
