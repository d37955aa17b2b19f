import { describe, expect, it } from '@jest/globals';
import type { AudioInput } from '../../media/audio-input.js';
import { readAudioInput } from './audio-input-reader.js';

const valid = { samples: new Float32Array(4), sampleRateHz: 48_000, channels: 2 };

describe('sound of an application', () => {
  it('is copied', () => {
    const samples = Float32Array.of(0.5, -0.5);
    const frame = readAudioInput({ ...valid, samples }, 7);
    samples.fill(9);
    expect(frame).toEqual({ ...valid, samples: Float32Array.of(0.5, -0.5), captureTimeUs: 7 });
  });

  it('is converted from integers', () => {
    const { samples } = readAudioInput({ ...valid, samples: Int16Array.of(-32_768, 16_384, 0, 32_767) }, 0);
    expect([...samples]).toEqual([-1, 0.5, 0, 32_767 / 32_768]);
  });

  it('stays within the range, and has silence for what is no number', () => {
    const samples = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 3, -3);
    expect([...readAudioInput({ ...valid, samples }, 0).samples]).toEqual([0, 0, 1, -1]);
  });

  it.each<[unknown, string]>([
    [null, 'Not sound: null.'],
    ['beep', 'Not sound: a string.'],
    [{}, 'samples in undefined'],
    [{ ...valid, samples: [0, 0] }, 'samples in an Array'],
    [{ ...valid, samples: new Float64Array(2) }, 'samples in a Float64Array'],
    [{ ...valid, samples: Buffer.alloc(4) }, 'samples in a Buffer'],
    [{ ...valid, samples: new Float32Array(0) }, 'no samples'],
    [{ ...valid, samples: new Float32Array(3) }, '3 samples, not a multiple of 2 channels'],
    [{ ...valid, samples: new Float32Array(1_000_000) }, '1000000 samples at once'],
    [{ ...valid, sampleRateHz: 4000 }, 'a sampleRateHz of 4000'],
    [{ ...valid, sampleRateHz: '48000' }, 'a sampleRateHz of 48000'],
    [{ ...valid, sampleRateHz: Number.NaN }, 'a sampleRateHz of NaN'],
    [{ ...valid, channels: 9 }, '9 channels'],
    [{ ...valid, channels: 0 }, '0 channels'],
    [{ ...valid, captureTimeUs: Number.NaN }, 'a captureTimeUs of NaN'],
    [{ ...valid, captureTimeUs: 1n }, 'a captureTimeUs of 1'],
  ])('is refused: %#', (input, words) => {
    expect(() => readAudioInput(input as AudioInput, 0)).toThrow(
      expect.objectContaining({ code: 'WGR_AUDIO_INVALID', message: expect.stringContaining(words) }),
    );
  });
});
