import type { FrameSize } from './video-frame.js';

/** What 1080p takes, in bits per second, and its pixels. Up to there the rate is in proportion to the pixels: 720p takes 2 Mbit/s. */
const FULL_HD = { pixels: 1920 * 1080, bitrateBps: 4_500_000 };

/**
 * How much less than in proportion larger frames take: the rate is that of 1080p times k^(1 − 0.1462 · log2 k), where k is
 * the number of pixels over that of 1080p. The curve has no kink at 1080p and goes through 12 Mbit/s at 4K.
 */
const BEND = 0.1462;

/** The curve would fall beyond this log2 k, more than 8K. */
const LAST_OCTAVE = 1 / (2 * BEND);

/** Below this no frame is worth its headers, in bits per second. */
const LEAST_BPS = 150_000;

/** The bitrate that frames of a size are encoded with where none is set, in bits per second, rounded to 10,000. */
export function defaultBitrateBps({ width, height }: FrameSize): number {
  const ratio = (width * height) / FULL_HD.pixels;
  const octaves = Math.min(Math.max(0, Math.log2(ratio)), LAST_OCTAVE);
  const factor = ratio <= 1 ? ratio : 2 ** (octaves * (1 - BEND * octaves));
  return Math.max(LEAST_BPS, Math.round((FULL_HD.bitrateBps * factor) / 10_000) * 10_000);
}
