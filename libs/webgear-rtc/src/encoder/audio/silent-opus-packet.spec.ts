import { describe, expect, it } from '@jest/globals';
import { EncodedAudioDecoder } from '../../ffmpeg/audio/encoded-audio-decoder.js';
import { silentOpusPacket } from './silent-opus-packet.js';

describe('a silent Opus packet', () => {
  it.each([2_500, 5_000, 10_000, 20_000, 40_000, 60_000])(
    'of %i µs is silence of that duration',
    async (durationUs) => {
      using decoder = await EncodedAudioDecoder.open();
      for (const channels of [1, 2]) {
        const data = silentOpusPacket(channels, durationUs);
        const frames = decoder.decode({ codec: 'opus', captureTimeUs: 0, durationUs, channels, data });
        expect(frames.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(
          (durationUs * 48 * channels) / 1000,
        );
        expect(frames.every(({ samples }) => samples.every((sample) => sample === 0))).toBe(true);
        expect((data[0] ?? 0) & 4).toBe(channels === 2 ? 4 : 0);
      }
    },
  );

  it('is the nearest of those that Opus has', () => {
    expect(silentOpusPacket(1, 20_021)).toBe(silentOpusPacket(1, 20_000));
  });
});
