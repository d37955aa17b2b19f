import { describe, expect, it } from '@jest/globals';
import { type AudioSignal, fitSine, sine, audioFrame } from '../../testing/audio-signals.js';
import { type AudioResampler, loadAudioResampler, type ResamplerFormat } from './audio-resampler.js';

const rates = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000];

describe('the resampler', () => {
  it.each(rates)('brings %i Hz to 48 kHz without loss of time or level', async (sampleRateHz) => {
    using resampler = await open({ sampleRateHz, channels: 2, outputChannels: 2 });
    const { output, inputSamples } = run(resampler, sine(1000), sampleRateHz, 2, 50);
    const expected = (inputSamples * 48_000) / sampleRateHz;
    expect(output.length / 2 + resampler.delaySamples).toBeCloseTo(expected, 0);
    const left = output.filter((_, index) => index % 2 === 0).subarray(4800, 43_200);
    const { level, phase, snrDb } = fitSine(left, 48_000, 1000);
    expect(level).toBeCloseTo(0.5, 2);
    expect(Math.abs(phase)).toBeLessThan(0.02);
    expect(snrDb).toBeGreaterThan(60);
    expect(resampler.drain().length / 2 + output.length / 2).toBeCloseTo(expected, -1);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'mixes %i channels to one and to two, at a level within ±1',
    async (channels) => {
      for (const outputChannels of [1, 2] as const) {
        using resampler = await open({ sampleRateHz: 48_000, channels, outputChannels });
        const { output } = run(resampler, sine(1000, 1), 48_000, channels, 10);
        const peak = output.subarray(2000).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        expect(peak).toBeGreaterThan(0.95);
        expect(peak).toBeLessThan(1.01);
      }
    },
  );

  it.each([-500, -300, 0, 300, 500])('stretches by %i parts per million', async (ppm) => {
    using resampler = await open({ sampleRateHz: 48_000, channels: 1, outputChannels: 1 });
    const { output, inputSamples } = run(resampler, sine(1000), 48_000, 1, 1000, ppm);
    const stretched = (output.length + resampler.delaySamples) / inputSamples;
    expect((stretched - 1) * 1_000_000).toBeCloseTo(ppm, -1);
  });

  it('refuses what is no sound', async () => {
    await expect(open({ sampleRateHz: 48_000, channels: 9, outputChannels: 2 })).rejects.toThrow(RangeError);
    await expect(open({ sampleRateHz: 0, channels: 1, outputChannels: 2 })).rejects.toThrow('resampler');
  });
});

async function open(format: Omit<ResamplerFormat, 'outputRateHz'>): Promise<AudioResampler> {
  return (await loadAudioResampler())({ ...format, outputRateHz: 48_000 });
}

function run(
  resampler: AudioResampler,
  signal: AudioSignal,
  sampleRateHz: number,
  channels: number,
  frames: number,
  ppm = 0,
) {
  const output: number[] = [];
  let inputSamples = 0;
  for (let index = 0; index < frames; index++) {
    resampler.setRateOffset(ppm);
    const startUs = (inputSamples / sampleRateHz) * 1_000_000;
    const { samples } = audioFrame(signal, startUs, { sampleRateHz, channels });
    inputSamples += samples.length / channels;
    output.push(...resampler.convert(samples));
  }
  return { output: Float32Array.from(output), inputSamples };
}
