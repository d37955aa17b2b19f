import { describe, expect, it } from '@jest/globals';
import {
  type AudioSignal,
  audioFrame,
  channelOf,
  fitSine,
  sine,
  voice,
} from '../../testing/audio-signals.js';
import { EncodedAudioDecoder } from './encoded-audio-decoder.js';
import { OPUS_LOOKAHEAD_US, OpusEncoder } from './opus-encoder.js';

describe('the Opus encoder', () => {
  it.each([1, 2] as const)('returns a tone in %i channels: frequency, level and time', async (channels) => {
    const decoded = await decode(await encode(sine(1000), channels, 100), channels);
    expect(decoded.map(({ samples }) => samples.length)).toEqual(decoded.map(() => 960 * channels));
    for (let channel = 0; channel < channels; channel++) {
      const { level, phase, snrDb } = fitSine(channelOf(decoded, channel).subarray(48_000), 48_000, 1000);
      expect(level).toBeCloseTo(0.5, 2);
      expect(snrDb).toBeGreaterThan(25);
      // One second is a whole number of periods, so that the phase is that of the lookahead: half a period.
      const lateUs = (((-phase / (2 * Math.PI) + 1) % 1) * 1000) % 1000;
      expect(lateUs).toBeCloseTo(OPUS_LOOKAHEAD_US % 1000, -1);
    }
  });

  it('keeps channels apart', async () => {
    const decoded = await decode(
      await encode((s, channel) => (channel === 0 ? sine(1000)(s, 0) : 0), 2, 50),
      2,
    );
    expect(fitSine(channelOf(decoded, 0).subarray(24_000), 48_000, 1000).level).toBeCloseTo(0.5, 1);
    expect(fitSine(channelOf(decoded, 1).subarray(24_000), 48_000, 1000).level).toBeLessThan(0.02);
  });

  it.each([1, 2] as const)(
    'has FEC in the packets of speech, in %i channels, at its rate',
    async (channels) => {
      const packets = await encode(voice(), channels, 250);
      const withFec = packets.slice(100).filter((packet) => hasFec(packet, channels)).length;
      expect(withFec / 150).toBeGreaterThan(0.6);
      const bitrateBps = (packets.reduce((sum, { length }) => sum + length, 0) * 8 * 50) / packets.length;
      expect(bitrateBps).toBeGreaterThan(channels === 1 ? 50_000 : 60_000);
      expect(bitrateBps).toBeLessThan(channels === 1 ? 70_000 : 105_000);
    },
  );

  it('sends packets of silence too: no DTX', async () => {
    const packets = await encode(() => 0, 1, 100);
    expect(packets).toHaveLength(100);
    expect(packets.every(({ length }) => length > 0)).toBe(true);
  });

  it('is freed once, however often it is closed', async () => {
    const encoder = await OpusEncoder.open(2);
    await encoder.encode(new Float32Array(1920));
    encoder.close();
    encoder.close();
    expect(() => encoder[Symbol.dispose]()).not.toThrow();
  });
});

/** Whether a packet has a SILK part, and that the LBRR flag (RFC 6716, 4.2.4). */
function hasFec(packet: Buffer, channels: number): boolean {
  const [toc = 0, flags = 0] = packet;
  if (toc >> 3 >= 16) return false;
  // Per channel a flag of activity and one of LBRR, the middle channel first.
  return (flags & 0x40) !== 0 || (channels === 2 && (flags & 0x10) !== 0);
}

async function encode(signal: AudioSignal, channels: 1 | 2, count: number): Promise<Buffer[]> {
  using encoder = await OpusEncoder.open(channels);
  const packets: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    packets.push(await encoder.encode(audioFrame(signal, index * 20_000, { channels }).samples));
  }
  return packets;
}

async function decode(packets: Buffer[], channels: number) {
  using decoder = await EncodedAudioDecoder.open();
  return packets.flatMap((data, index) =>
    decoder.decode({ codec: 'opus', captureTimeUs: index * 20_000, durationUs: 20_000, channels, data }),
  );
}
