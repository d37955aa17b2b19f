import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { withArticle } from '../../ffmpeg/pixels/describe-frame-data.js';
import type { AudioFrame } from '../../media/audio-frame.js';
import type { AudioInput } from '../../media/audio-input.js';

const RATES = { lowest: 8000, highest: 192_000 } as const;

const MAX_CHANNELS = 8;

/** Samples of one input at most: ten seconds of stereo at 48 kHz. */
const MAX_SAMPLES = 960_000;

/**
 * Converts sound of an application. The samples are copied, so that their array may be used again.
 *
 * @throws WebGearRtcError `WGR_AUDIO_INVALID`, which names what was received
 */
export function readAudioInput(input: AudioInput, captureTimeUs: number): AudioFrame {
  assertAudioInput(input);
  const { samples, sampleRateHz, channels } = input;
  return { samples: toFloats(samples), sampleRateHz, channels, captureTimeUs };
}

/**
 * Refuses what is not sound. The types of the application may have been avoided, so that nothing is taken for granted.
 *
 * @throws WebGearRtcError `WGR_AUDIO_INVALID`
 */
export function assertAudioInput(input: unknown): asserts input is AudioInput {
  if (typeof input !== 'object' || input === null)
    throw invalid(input === null ? 'null' : `a ${typeof input}`);
  const { samples, sampleRateHz, channels, captureTimeUs } = input as Record<keyof AudioInput, unknown>;
  if (kindOf(samples) === undefined) throw invalid(`samples in ${nameOf(samples)}`);
  const { length } = samples as Float32Array;
  if (!isWhole(sampleRateHz, RATES.lowest, RATES.highest))
    throw invalid(`a sampleRateHz of ${String(sampleRateHz)}`);
  if (!isWhole(channels, 1, MAX_CHANNELS)) throw invalid(`${String(channels)} channels`);
  if (length % channels !== 0) throw invalid(`${length} samples, not a multiple of ${channels} channels`);
  if (length === 0) throw invalid('no samples');
  if (length > MAX_SAMPLES) throw invalid(`${length} samples at once`);
  if (captureTimeUs !== undefined && !Number.isFinite(captureTimeUs))
    throw invalid(`a captureTimeUs of ${String(captureTimeUs)}`);
}

function invalid(received: string): WebGearRtcError {
  return new WebGearRtcError('WGR_AUDIO_INVALID', { received });
}

function isWhole(value: unknown, lowest: number, highest: number): value is number {
  return Number.isInteger(value) && Number(value) >= lowest && Number(value) <= highest;
}

/** By name: an array of another context, such as a worker's or a test runner's, is of another class. */
function kindOf(samples: unknown): 'floats' | 'integers' | undefined {
  const tag = Object.prototype.toString.call(samples);
  if (tag === '[object Float32Array]') return 'floats';
  return tag === '[object Int16Array]' ? 'integers' : undefined;
}

function nameOf(samples: unknown): string {
  if (samples === undefined || samples === null) return String(samples);
  const name = (samples as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== '' ? withArticle(name) : withArticle(typeof samples);
}

/** What is not a number is silence: the encoder would refuse the whole frame. */
function toFloats(samples: Float32Array | Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  const scale = kindOf(samples) === 'integers' ? 1 / 32_768 : 1;
  for (let index = 0; index < floats.length; index++) {
    const sample = (samples[index] ?? 0) * scale;
    floats[index] = Number.isFinite(sample) ? Math.min(1, Math.max(-1, sample)) : 0;
  }
  return floats;
}
