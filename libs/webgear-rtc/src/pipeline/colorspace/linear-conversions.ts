/**
 * Replaces the blue, green and red samples from `at` on by the three channels of another colour space. The array rounds
 * and clips what is written to it.
 */
export type PixelConversion = (samples: Uint8ClampedArray, at: number) => void;

/** Weighted sums of the samples as they are, gamma and all; weights by ITU-R BT.601 and BT.709. */

/** Luma three times over. */
export const toGray: PixelConversion = (samples, at) => {
  const luma = lumaAt(samples, at);
  write(samples, at, luma, luma, luma);
};

/** CIE XYZ. OpenCV takes the samples for linear light here, and only here. */
export const toXyz: PixelConversion = (samples, at) => {
  const blue = samples[at] as number;
  const green = samples[at + 1] as number;
  const red = samples[at + 2] as number;
  write(
    samples,
    at,
    0.412453 * red + 0.35758 * green + 0.180423 * blue,
    0.212671 * red + 0.71516 * green + 0.072169 * blue,
    0.019334 * red + 0.119193 * green + 0.950227 * blue,
  );
};

/** Luma and the differences to red and blue, each within a byte. */
export const toYCrCb: PixelConversion = (samples, at) => {
  const luma = lumaAt(samples, at);
  const blue = ((samples[at] as number) - luma) * 0.564 + 128;
  const red = ((samples[at + 2] as number) - luma) * 0.713 + 128;
  write(samples, at, luma, red, blue);
};

/** The same in the scale of analogue PAL, which red outgrows. */
export const toYuv: PixelConversion = (samples, at) => {
  const luma = lumaAt(samples, at);
  const blue = ((samples[at] as number) - luma) * 0.492 + 128;
  const red = ((samples[at + 2] as number) - luma) * 0.877 + 128;
  write(samples, at, luma, blue, red);
};

function lumaAt(samples: Uint8ClampedArray, at: number): number {
  return (
    0.114 * (samples[at] as number) +
    0.587 * (samples[at + 1] as number) +
    0.299 * (samples[at + 2] as number)
  );
}

function write(samples: Uint8ClampedArray, at: number, first: number, second: number, third: number): void {
  samples[at] = first;
  samples[at + 1] = second;
  samples[at + 2] = third;
}
