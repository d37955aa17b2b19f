import type { SoftwareResampleContext } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { channelLayoutOf } from './channel-layout.js';

/** What a resampler makes of what. */
export interface ResamplerFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly outputRateHz: number;
  readonly outputChannels: 1 | 2;
}

/** Output samples that a correction of so many samples is spread over, so that it is one in a million for each. */
const COMPENSATION_DISTANCE = 1_000_000;

/** The filter's tail: FFmpeg's is 16 samples of the lower rate, which are 96 at 48 kHz for a source of 8 kHz. */
const SPARE_SAMPLES = 256;

const FLOAT_BYTES = 4;

/**
 * Options of libswresample: resample even between equal rates, where drift is corrected; interpolate between 1,024 phases, which
 * is as exact and needs no new filter bank for another ratio; never amplify while mixing down.
 */
const OPTIONS = { flags: 'res', exact_rational: '0', linear_interp: '1', rematrix_maxval: '1' };

/**
 * Loads FFmpeg; what it returns opens resamplers without waiting.
 *
 * @throws WebGearRtcError `WGR_MEDIA_ENGINE_MISSING`
 */
export async function loadAudioResampler(): Promise<(format: ResamplerFormat) => AudioResampler> {
  const av = await loadNodeAv();
  return (format) => new AudioResampler(av, format);
}

/** Changes rate and number of channels of interleaved samples, and stretches time by parts per million. */
export class AudioResampler implements Disposable {
  private readonly context: SoftwareResampleContext;
  private closed = false;

  /** @throws RangeError, FfmpegCallError when FFmpeg cannot convert this format */
  constructor(
    private readonly av: NodeAv,
    private readonly format: ResamplerFormat,
  ) {
    const { outputChannels, outputRateHz, channels, sampleRateHz } = format;
    const [output, input] = [channelLayoutOf(outputChannels), channelLayoutOf(channels)];
    const sampleFormat = av.AV_SAMPLE_FMT_FLT;
    this.context = new av.SoftwareResampleContext();
    try {
      checked(
        av,
        'configure the resampler',
        this.context.allocSetOpts2(output, sampleFormat, outputRateHz, input, sampleFormat, sampleRateHz),
      );
      for (const [name, value] of Object.entries(OPTIONS)) {
        checked(av, 'configure the resampler', this.context.setOption(name, value));
      }
      // FFmpeg would play mono 3 dB lower on each of two channels.
      if (channels === 1 && outputChannels === 2) {
        checked(av, 'configure the resampler', this.context.setMatrix([1, 1], 1));
      }
      checked(av, 'open the resampler', this.context.init());
    } catch (error) {
      this.context.free();
      throw error;
    }
  }

  /** Output samples of each channel that the input so far has still to give. */
  get delaySamples(): number {
    return Number(this.context.getDelay(BigInt(this.format.outputRateHz) * 1000n)) / 1000;
  }

  /**
   * Makes more (or with a negative value fewer) output samples per input sample from now on.
   *
   * @param partsPerMillion holds for a million output samples: set it again before
   */
  setRateOffset(partsPerMillion: number): void {
    this.context.setCompensation(Math.round(partsPerMillion), COMPENSATION_DISTANCE);
  }

  /**
   * Takes interleaved samples and returns what is complete.
   *
   * @throws FfmpegCallError
   */
  convert(samples: Float32Array): Float32Array {
    const count = Math.floor(samples.length / this.format.channels);
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    return this.run(count, [bytes]);
  }

  /**
   * Returns what {@link delaySamples} counts. Nothing can be converted afterwards.
   *
   * @throws FfmpegCallError
   */
  drain(): Float32Array {
    return this.run(0, null);
  }

  /** Frees it. Idempotent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.context.free();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private run(count: number, input: Buffer[] | null): Float32Array {
    const { outputRateHz, outputChannels, sampleRateHz } = this.format;
    const room = Math.ceil((count * outputRateHz) / sampleRateHz) + SPARE_SAMPLES;
    const output = new Float32Array(room * outputChannels);
    const bytes = Buffer.from(output.buffer, 0, output.length * FLOAT_BYTES);
    const converted = checked(this.av, 'resample', this.context.convertSync([bytes], room, input, count));
    return output.subarray(0, converted * outputChannels);
  }
}
