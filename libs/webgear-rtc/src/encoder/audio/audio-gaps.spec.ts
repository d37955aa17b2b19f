import { afterEach, describe, expect, it } from '@jest/globals';
import { AudioEncoderRig } from '../../testing/audio-encoder-rig.js';
import { audioFrame, fitSine, sine } from '../../testing/audio-signals.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';

const rigs: AudioEncoderRig[] = [];
afterEach(() => Promise.all(rigs.splice(0).map(({ encoder }) => encoder.close())));

const onGrid = new Set([20_000]);

describe('sound with gaps', () => {
  it('is silence while the source gives nothing, and then aligned as before', async () => {
    const rig = start();
    await rig.play(sine(1000), 500);
    const before = rig.packets.length;
    for (let index = 0; index < 10; index++) {
      await rig.clock.advance(100);
      await rig.settle();
      // In time: never more than the tolerance, a packet and the resampler's rest behind.
      expect(rig.clock.nowUs() - (rig.times.at(-1) ?? 0)).toBeLessThan(140_000);
    }
    expect(rig.packets.length - before).toBeGreaterThan(44);
    await rig.play(sine(1000), 500);
    expect(new Set(rig.steps)).toEqual(onGrid);
    expect(peak(await rig.heard(520, 1480))).toBeLessThan(0.01);
    const { level, phase } = fitSine(await rig.heard(1600, 1900), 48_000, 1000);
    expect(level).toBeCloseTo(0.5, 1);
    expect(Math.abs(phase)).toBeLessThan(0.4);
    expect(rig.encoder.stats().silentMs).toBeGreaterThan(900);
  });

  it('has no clicks where a gap begins and ends', async () => {
    const rig = start();
    // 50 Hz are at their peak 5 ms after each start.
    await rig.play(sine(50), 505, { durationMs: 5 });
    await rig.clock.advance(500);
    await rig.play(sine(50), 500, { durationMs: 5 });
    const heard = await rig.heard(300, 1400);
    // A step of 0.5 would be 0.5; the sine itself has 0.0033 per sample, the fade 0.002.
    let largest = 0;
    for (let index = 1; index < heard.length; index++) {
      largest = Math.max(largest, Math.abs((heard[index] ?? 0) - (heard[index - 1] ?? 0)));
    }
    expect(largest).toBeLessThan(0.06);
  });

  it('does not make up for a time when the machine was suspended', async () => {
    const rig = start();
    await rig.play(sine(1000), 100);
    const { length } = rig.packets;
    const sleep = rig.clock.nowUs.bind(rig.clock);
    rig.clock.nowUs = () => sleep() + 3_600_000_000;
    await rig.clock.advance(200);
    await rig.settle();
    expect(rig.packets.length - length).toBeLessThan(15);
    expect(rig.packets.length - length).toBeGreaterThan(3);
  });

  it('starts again at the capture time after a jump of more than 200 ms', async () => {
    const rig = start();
    await rig.play(sine(1000), 200);
    for (let index = 0; index < 10; index++)
      await rig.push(audioFrame(sine(1000), 5_200_000 + index * 20_000), 20);
    const jump = rig.steps.findIndex((step) => step !== 20_000);
    expect(rig.times[jump + 1]).toBe(5_200_000 - 6_500);
    expect(rig.steps.filter((step) => step !== 20_000)).toHaveLength(1);
    for (let index = 0; index < 30; index++)
      await rig.push(audioFrame(sine(1000), -50_000_000 + index * 20_000), 20);
    expect(rig.times).toContain(-50_006_500);
  });

  it('leaves out what overlaps, and is never behind', async () => {
    const rig = start();
    await rig.play(sine(1000), 500);
    // The source stalls for 300 ms and then delivers what it has captured, late from then on.
    const lateUs = rig.clock.nowUs();
    await rig.clock.advance(300);
    for (let index = 0; index < 50; index++)
      await rig.push(audioFrame(sine(1000), lateUs + index * 20_000), 20);
    expect(new Set(rig.steps)).toEqual(onGrid);
    const { level, phase } = fitSine(await rig.heard(1000, 1400), 48_000, 1000);
    expect(level).toBeCloseTo(0.5, 1);
    expect(Math.abs(phase)).toBeLessThan(0.4);
  });

  it('stays on its grid with any frames, jitter and gaps', async () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 4; round++) {
      const rig = start();
      const durationMs = random.pick([5, 10, 20, 32, 60]);
      const sampleRateHz = random.pick([8_000, 16_000, 48_000]);
      for (let ms = 0; ms < 2000; ms += durationMs) {
        const startUs = rig.clock.nowUs();
        const captureTimeUs = Math.max(startUs + random.integer(-30_000, 30_000), 0);
        const frame = audioFrame(sine(1000), startUs, { durationMs, sampleRateHz, captureTimeUs });
        if (random.chance(0.02)) await rig.clock.advance(random.integer(1, 10) * durationMs);
        else await rig.push(frame, durationMs);
      }
      expect(new Set(rig.steps)).toEqual(onGrid);
      expect(Math.abs(rig.clock.nowUs() - (rig.times.at(-1) ?? 0))).toBeLessThan(220_000);
      expect(rig.errors).toEqual([]);
    }
  });

  it('is silence of Opus where packets of the source are passed', async () => {
    const rig = start();
    for (let index = 0; index < 5; index++) await rig.push(opus(index * 20_000), 20);
    await rig.clock.advance(400);
    // Late: silence was sent for it.
    rig.encoder.push(opus((rig.times.at(-1) ?? 0) + 5_000));
    for (let index = 0; index < 5; index++) await rig.push(opus(500_000 + index * 20_000), 20);
    const { times } = rig;
    expect(times.slice(0, 5)).toEqual([0, 20_000, 40_000, 60_000, 80_000]);
    expect(times.slice(-5)).toEqual([500_000, 520_000, 540_000, 560_000, 580_000]);
    expect(times.length).toBeGreaterThan(25);
    expect(Math.min(...rig.steps)).toBe(20_000);
  });

  it('does not go on after it was closed', async () => {
    const rig = start();
    await rig.play(sine(1000), 100);
    await rig.encoder.close();
    const { length } = rig.packets;
    await rig.clock.advance(1000);
    rig.encoder.push(audioFrame(sine(1000), 1_100_000));
    await rig.clock.advance(1000);
    expect(rig.packets).toHaveLength(length);
    expect(rig.clock.sleeping).toBe(0);
  });
});

describe('sound whose source drifts', () => {
  it.each([-300, 300])(
    'is resampled to its capture times at %i ppm, with jitter',
    async (ppm) => {
      const random = new SeededRandom(4);
      const encode = () => Promise.resolve(Buffer.from([0]));
      const rig = new AudioEncoderRig(1, {
        openEncoder: () => Promise.resolve({ encode, close: () => undefined }),
      });
      rigs.push(rig);
      // Frames bear the times of another clock than the one that counts their samples.
      const frameUs = 100_000 * (1 + ppm / 1_000_000);
      const frame = audioFrame(() => 0, 0, { durationMs: 100, sampleRateHz: 8_000 });
      for (let index = 0; index < 1500; index++) {
        const jitterUs = index === 0 ? 0 : random.integer(-30_000, 30_000);
        const next = { ...frame, captureTimeUs: index * frameUs + jitterUs };
        if (index === 0) await rig.push(next, frameUs / 1000);
        else {
          await rig.clock.advance(frameUs / 1000);
          rig.encoder.push(next);
        }
      }
      await rig.settle();
      expect(new Set(rig.steps)).toEqual(onGrid);
      // By counting samples it would be 45 ms off.
      const behindUs = 1500 * frameUs - ((rig.times.at(-1) ?? 0) + 26_500);
      expect(behindUs).toBeGreaterThan(-10_000);
      expect(behindUs).toBeLessThan(32_000);
    },
    60_000,
  );
});

function start(): AudioEncoderRig {
  const rig = new AudioEncoderRig(1);
  rigs.push(rig);
  return rig;
}

function opus(captureTimeUs: number): EncodedAudioFrame {
  return { codec: 'opus', captureTimeUs, durationUs: 20_000, channels: 1, data: Buffer.from([0xf8, 1]) };
}

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
