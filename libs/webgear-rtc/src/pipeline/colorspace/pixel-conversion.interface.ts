/**
 * Replaces the blue, green and red samples from `at` on by the three channels of another colour space. The array rounds
 * and clips what is written to it.
 */
export type PixelConversion = (samples: Uint8ClampedArray, at: number) => void;
