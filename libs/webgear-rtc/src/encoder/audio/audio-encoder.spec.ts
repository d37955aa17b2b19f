import { afterEach, describe, expect, it } from '@jest/globals';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import { AudioEncoderRig } from '../../testing/audio-encoder-rig.js';
import { type AudioSignal, audioFrame, fitSine, sine } from '../../testing/audio-signals.js';
import { silentOpusPacket } from './silent-opus-packet.js';

const rigs: AudioEncoderRig[] = [];
afterEach(() => Promise.all(rigs.splice(0).map(({ encoder }) => encoder.close())));

/** A beep of 1 ms each 100 ms. */
const beeps: AudioSignal = (seconds) => {
  const since = seconds % 0.1;
  return since < 0.001 ? 0.9 * Math.sin(2 * Math.PI * 3000 * seconds) : 0;
};

describe('an encoder of sound', () => {
  it.each([
    [8_000, 1, 20],
    [11_025, 2, 23],
    [16_000, 1, 10],
    [44_100, 2, 26],
    [48_000, 2, 21],
    [48_000, 6, 20],
    [96_000, 8, 5],
    [192_000, 1, 100],
  ])(
    'returns a tone of %i Hz, %i channels and frames of %i ms, on a grid of 20 ms',
    async (sampleRateHz, channels, durationMs) => {
      const shape = { sampleRateHz, channels, durationMs };
      for (const outputChannels of [1, 2] as const) {
        const rig = start(outputChannels);
        const frames = Math.round(1500 / durationMs);
        const count = Math.round((sampleRateHz * durationMs) / 1000);
        for (let index = 0; index < frames; index++) {
          const startUs = ((index * count) / sampleRateHz) * 1_000_000;
          await rig.push(audioFrame(sine(1000), startUs, shape), durationMs);
        }
        expect(new Set(rig.steps)).toEqual(new Set([20_000]));
        expect(rig.packets.length).toBeGreaterThanOrEqual(72);
        expect(rig.packets[0]).toMatchObject({ codec: 'opus', channels: outputChannels, durationUs: 20_000 });
        for (let channel = 0; channel < outputChannels; channel++) {
          const { level, phase, snrDb } = fitSine(await rig.heard(400, 1400, channel), 48_000, 1000);
          // Six and eight channels of one signal are mixed to a level of at most 1 together.
          expect(level).toBeGreaterThan(0.45);
          expect(level).toBeLessThan(0.55);
          expect(snrDb).toBeGreaterThan(20);
          expect(Math.abs((phase / (2 * Math.PI)) * 1000)).toBeLessThan(60);
        }
        expect(rig.errors).toEqual([]);
      }
    },
  );

  it('gives a sound its time within 1 ms', async () => {
    const rig = start(1);
    await rig.play(beeps, 1000, { sampleRateHz: 44_100 });
    for (const atMs of [300, 500, 800]) {
      const heard = await rig.heard(atMs - 50, atMs + 50);
      // Its middle, by its energy.
      let [energy, moment] = [0, 0];
      heard.forEach((sample, index) => {
        energy += sample * sample;
        moment += sample * sample * index;
      });
      expect(Math.abs(moment / energy / 48 - 50.5)).toBeLessThan(1);
    }
  });

  it('goes on where the source changes its rate and channels', async () => {
    const rig = start(2);
    for (const shape of [
      { sampleRateHz: 48_000, channels: 2 },
      { sampleRateHz: 44_100, channels: 1 },
      { sampleRateHz: 8_000, channels: 6 },
      { sampleRateHz: 32_000, channels: 2 },
    ]) {
      await rig.play(sine(1000), 500, shape);
    }
    expect(new Set(rig.steps)).toEqual(new Set([20_000]));
    for (const fromMs of [200, 700, 1200, 1600]) {
      expect(fitSine(await rig.heard(fromMs, fromMs + 200), 48_000, 1000).level).toBeCloseTo(0.5, 1);
    }
  });

  it('is silent while muted, on the same clock', async () => {
    const rig = start(1);
    await rig.play(sine(1000), 500);
    rig.encoder.setMuted(true);
    await rig.play(sine(1000), 500);
    rig.encoder.setMuted(false);
    await rig.play(sine(1000), 500);
    expect(new Set(rig.steps)).toEqual(new Set([20_000]));
    expect(fitSine(await rig.heard(200, 480), 48_000, 1000).level).toBeCloseTo(0.5, 1);
    expect(peak(await rig.heard(600, 980))).toBeLessThan(0.01);
    expect(fitSine(await rig.heard(1100, 1400), 48_000, 1000).level).toBeCloseTo(0.5, 1);
    // Two packets have its fades.
    expect(rig.encoder.stats().silentMs).toBe(460);
    expect(rig.encoder.stats()).toMatchObject({ packetsEncoded: rig.packets.length, encodersOpened: 1 });
  });

  it('passes packets of the source as they are, silent ones while muted', async () => {
    const rig = start(2);
    const given = Array.from({ length: 10 }, (_, index) => opus(7_000 + index * 20_000, index));
    for (const packet of given) await rig.push(packet, 20);
    expect(rig.packets).toEqual(given);
    rig.encoder.setMuted(true);
    await rig.push({ ...opus(207_000, 1), durationUs: 40_000 }, 20);
    expect(rig.packets.at(-1)).toEqual({
      codec: 'opus',
      captureTimeUs: 207_000,
      durationUs: 40_000,
      channels: 2,
      data: silentOpusPacket(2, 40_000),
    });
    expect(rig.encoder.stats()).toMatchObject({ encodersOpened: 0, silentMs: 40 });
  });

  it('passes packets one behind the other, whatever their times are off by', async () => {
    const rig = start(2);
    for (let index = 0; index < 100; index++) {
      const jitterUs = ((index * 7919) % 4001) - 2000;
      await rig.push(opus(7_000 + index * 20_000 + (index === 0 ? 0 : jitterUs), index), 20);
    }
    expect(new Set(rig.steps)).toEqual(new Set([20_000]));
  });

  it('keeps to the times of packets whose clock drifts, and to those after a loss', async () => {
    const rig = start(2);
    // By 10 ms in 20 s.
    for (let index = 0; index < 1010; index++) await rig.push(opus(Math.round(index * 20_010), index), 20.01);
    const last = rig.packets.at(-1)?.captureTimeUs ?? 0;
    expect(Math.abs(last - 1009 * 20_010)).toBeLessThanOrEqual(10_000);
    expect(rig.steps.filter((step) => step !== 20_000)).toHaveLength(1);
    await rig.push(opus(last + 40_000, 1), 20);
    expect(rig.steps.at(-1)).toBe(40_000);
  }, 20_000);

  it('keeps times rising where the source changes between packets that are passed and sound that is encoded', async () => {
    const rig = start(1);
    for (let round = 0; round < 4; round++) {
      await rig.play(sine(1000), 200);
      for (let index = 0; index < 10; index++) await rig.push(opus(rig.clock.nowUs(), index), 20);
    }
    expect(Math.min(...rig.steps)).toBeGreaterThan(10_000);
    expect(Math.max(...rig.steps)).toBeLessThan(40_000);
    expect(rig.packets.filter(({ data }) => data.length === 2).length).toBe(40);
  });

  it('decodes G.711', async () => {
    const rig = start(2);
    for (let index = 0; index < 50; index++) {
      const data = Buffer.from(Array.from({ length: 160 }, (_, at) => (at % 8 < 4 ? 0x90 : 0x10)));
      await rig.push(
        { codec: 'pcmu', captureTimeUs: index * 20_000, durationUs: 20_000, channels: 1, data },
        20,
      );
    }
    expect(new Set(rig.steps)).toEqual(new Set([20_000]));
    // The first harmonic of a square wave of 15,996 of 32,768.
    expect(fitSine(await rig.heard(300, 900), 48_000, 1000).level).toBeCloseTo((0.488 * 4) / Math.PI, 1);
  });
});

function start(channels: 1 | 2): AudioEncoderRig {
  const rig = new AudioEncoderRig(channels);
  rigs.push(rig);
  return rig;
}

function opus(captureTimeUs: number, byte: number): EncodedAudioFrame {
  return { codec: 'opus', captureTimeUs, durationUs: 20_000, channels: 2, data: Buffer.from([0xfc, byte]) };
}

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
