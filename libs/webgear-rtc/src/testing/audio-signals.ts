import type { AudioFrame } from '../media/audio-frame.js';

/** A signal: the sample, -1 to 1, of a time in seconds and a channel. */
export type AudioSignal = (seconds: number, channel: number) => number;

/** A sine of this frequency and peak level. */
export function sine(frequencyHz: number, level = 0.5): AudioSignal {
  return (seconds) => level * Math.sin(2 * Math.PI * frequencyHz * seconds);
}

/** What libopus takes for speech: a voice of changing pitch, in syllables. */
export function voice(): AudioSignal {
  return (seconds) => {
    const syllable = 0.5 + 0.5 * Math.sin(2 * Math.PI * 3 * seconds);
    const phase = 2 * Math.PI * (120 * seconds - 4.5 * Math.cos(2 * Math.PI * 0.7 * seconds));
    let sample = 0;
    for (let harmonic = 1; harmonic < 20; harmonic++) sample += Math.sin(phase * harmonic) / harmonic;
    return 0.15 * sample * syllable;
  };
}

/** Shape of the frame that {@link audioFrame} makes. */
export interface AudioFrameShape {
  readonly sampleRateHz?: number;
  readonly channels?: number;
  readonly durationMs?: number;
  /** Capture time that the frame bears; that of the signal where left out. */
  readonly captureTimeUs?: number;
}

/** A frame of a signal from this time on. */
export function audioFrame(signal: AudioSignal, startUs: number, shape: AudioFrameShape = {}): AudioFrame {
  const { sampleRateHz = 48_000, channels = 1, durationMs = 20, captureTimeUs = startUs } = shape;
  const samples = new Float32Array(Math.round((sampleRateHz * durationMs) / 1000) * channels);
  for (let index = 0; index < samples.length; index++) {
    const seconds = startUs / 1_000_000 + Math.floor(index / channels) / sampleRateHz;
    samples[index] = signal(seconds, index % channels);
  }
  return { samples, channels, sampleRateHz, captureTimeUs };
}

/** One channel of frames, without the others. */
export function channelOf(frames: readonly AudioFrame[], channel = 0): Float32Array {
  return Float32Array.from(
    frames.flatMap(({ samples, channels }) =>
      Array.from(
        { length: samples.length / channels },
        (_, index) => samples[index * channels + channel] ?? 0,
      ),
    ),
  );
}

/**
 * Fits a sine of this frequency to samples.
 *
 * @returns its peak level, its phase at the first sample in radians, and how far the rest is below it in dB
 */
export function fitSine(samples: Float32Array, sampleRateHz: number, frequencyHz: number) {
  let [inPhase, quadrature] = [0, 0];
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz;
  samples.forEach((sample, index) => {
    inPhase += sample * Math.sin(step * index);
    quadrature += sample * Math.cos(step * index);
  });
  const [a, b] = [(2 * inPhase) / samples.length, (2 * quadrature) / samples.length];
  let residue = 0;
  samples.forEach((sample, index) => {
    residue += (sample - a * Math.sin(step * index) - b * Math.cos(step * index)) ** 2;
  });
  const level = Math.hypot(a, b);
  const snrDb = 10 * Math.log10((level * level) / 2 / Math.max(residue / samples.length, 1e-20));
  return { level, phase: Math.atan2(b, a), snrDb };
}
