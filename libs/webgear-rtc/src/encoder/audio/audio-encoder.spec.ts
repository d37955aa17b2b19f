import { afterEach, describe, expect, it } from '@jest/globals';
import { EncodedAudioDecoder } from '../../ffmpeg/audio/encoded-audio-decoder.js';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import { until } from '../../testing/until.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { AudioEncoder } from './audio-encoder.js';

const encoders: AudioEncoder[] = [];
afterEach(() => Promise.all(encoders.splice(0).map((encoder) => encoder.close())));

describe('an encoder of sound', () => {
  it('gives packets exactly 20 ms apart, with the sound that it was given', async () => {
    const { encoder, packets } = start(2);
    for (let index = 0; index < 40; index++) encoder.push(tone(index * 20_000, 48_000, 2));
    await until('the packets', () => packets.length >= 39);
    const times = packets.map(({ captureTimeUs }) => captureTimeUs);
    expect(times).toEqual(times.map((_, index) => index * 20_000 - 6_500));
    expect(await levelOf(packets)).toBeCloseTo(0.5, 1);
  });
});

function start(channels: 1 | 2) {
  const packets: EncodedAudioFrame[] = [];
  const errors: unknown[] = [];
  const clock = new VirtualCaptureClock();
  const onError = (error: unknown) => errors.push(error);
  const encoder = new AudioEncoder({ clock, channels, onError }, (packet) => packets.push(packet));
  encoders.push(encoder);
  return { encoder, packets, errors, clock };
}

function tone(captureTimeUs: number, sampleRateHz: number, channels: number): AudioFrame {
  const count = sampleRateHz / 50;
  const samples = new Float32Array(count * channels);
  for (let index = 0; index < samples.length; index++) {
    const seconds = captureTimeUs / 1_000_000 + Math.floor(index / channels) / sampleRateHz;
    samples[index] = 0.5 * Math.sin(2 * Math.PI * 1000 * seconds);
  }
  return { samples, channels, sampleRateHz, captureTimeUs };
}

async function levelOf(packets: EncodedAudioFrame[]) {
  using decoder = await EncodedAudioDecoder.open();
  const decoded = packets.flatMap((packet) => decoder.decode(packet)).slice(10);
  return Math.max(...decoded.flatMap(({ samples }) => [...samples]));
}
