import { describe, expect, it } from '@jest/globals';
import type { AudioFrame } from '../../media/audio-frame.js';
import { AudioEncoderRig } from '../../testing/audio-encoder-rig.js';
import { audioFrame, fitSine, sine } from '../../testing/audio-signals.js';
import { silentOpusPacket } from './silent-opus-packet.js';

describe('faults of sound', () => {
  it('are told once; silence goes on where the encoder does not open', async () => {
    const rig = new AudioEncoderRig(2, { openEncoder: () => Promise.reject(new Error('none')) });
    await rig.play(sine(1000), 300);
    expect(rig.errors).toHaveLength(1);
    expect(rig.errors[0]).toMatchObject({ code: 'WGR_ENCODER_FAILED' });
    expect(new Set(rig.steps)).toEqual(new Set([20_000]));
    expect(rig.packets.every(({ data }) => data.equals(silentOpusPacket(2, 20_000)))).toBe(true);
    await rig.encoder.close();
  });

  it('of frames do not stop those after them', async () => {
    const rig = new AudioEncoderRig(1);
    await rig.play(sine(1000), 200);
    const good = audioFrame(sine(1000), 200_000);
    const bad: AudioFrame[] = [
      { ...good, channels: 0 },
      { ...good, channels: 9 },
      { ...good, sampleRateHz: 0 },
      { ...good, sampleRateHz: Number.NaN },
      { ...good, captureTimeUs: Number.NaN },
      { ...good, samples: new Float32Array() },
      { ...good, samples: new Float32Array(960).fill(Number.NaN) },
    ];
    for (const frame of bad) rig.encoder.push(frame);
    rig.encoder.push({
      codec: 'pcmu',
      captureTimeUs: 220_000,
      durationUs: 20_000,
      channels: 77,
      data: Buffer.alloc(9),
    });
    rig.encoder.push({
      codec: 'opus',
      captureTimeUs: Number.NaN,
      durationUs: 20_000,
      channels: 1,
      data: Buffer.alloc(9),
    });
    await rig.clock.advance(20);
    await rig.play(sine(1000), 800);
    expect(rig.errors).toHaveLength(1);
    expect(new Set(rig.steps)).toEqual(new Set([20_000]));
    expect(fitSine(await rig.heard(600, 900), 48_000, 1000).level).toBeCloseTo(0.5, 1);
    await rig.encoder.close();
  });

  it('leave no memory behind, nor do rates that change and encoders that are closed', async () => {
    const rates = [8_000, 44_100, 48_000, 96_000];
    const round = async (index: number) => {
      const rig = new AudioEncoderRig(2);
      await rig.play(sine(1000), 60, { sampleRateHz: rates[index % 4] ?? 0, channels: 1 + (index % 8) });
      await rig.play(sine(1000), 60, { sampleRateHz: rates[(index + 1) % 4] ?? 0 });
      await rig.clock.advance(100);
      await rig.encoder.close();
      await rig.encoder.close();
    };
    for (let index = 0; index < 100; index++) await round(index);
    // The heap of JavaScript grows as it likes, and is not what leaks here.
    const nativeBytes = (): number => process.memoryUsage().rss - process.memoryUsage().heapTotal;
    const before = nativeBytes();
    for (let index = 0; index < 250; index++) await round(index);
    // An encoder has 60 kB, a resampler 150 kB.
    expect((nativeBytes() - before) / 1_000_000).toBeLessThan(13);
  }, 60_000);
});
