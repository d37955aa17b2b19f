import { describe, expect, test } from '@jest/globals';
import { parseH264Sps } from './h264-sps.js';
import { parseH265Sps } from './h265-sps.js';

// Of x264 and x265 for 352x288 pixels of 12:11 at 24000/1001 frames a second, as FFmpeg writes them.
const h264 = '6764000dacd9416096c08400000fa40002ee003c50a658';
const plain = '42010101600000030090000003000003003ca00b08048596566924caf02680800001f480002ee004';
const withScalingLists = '42010101600000030090000003000003003ca00b08048596666924e5781340400000fa4000177002';

const expected = { width: 352, height: 288, pixelShape: [12, 11] };

describe('the VUI of an SPS', () => {
  test.each([
    ['H.264', () => parseH264Sps(Buffer.from(h264, 'hex'))],
    ['H.265', () => parseH265Sps(Buffer.from(plain, 'hex'))],
    ['H.265 with scaling lists', () => parseH265Sps(Buffer.from(withScalingLists, 'hex'))],
  ])('states pixel shape and frame rate in %s', (_codec, parse) => {
    const sps = parse();
    expect(sps).toMatchObject(expected);
    expect(sps?.framerate).toBeCloseTo(24_000 / 1001, 6);
  });

  test('is left out where the SPS ends before it', () => {
    const cut = Buffer.from(plain, 'hex').subarray(0, 30);
    expect(parseH265Sps(cut)).toMatchObject({ width: 352, pixelShape: [0, 1], framerate: undefined });
  });
});
