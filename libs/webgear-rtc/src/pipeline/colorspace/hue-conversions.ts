import type { PixelConversion } from './linear-conversions.js';

/** Half degrees fit into a byte; `_FULL` uses all of it. */
const HALF_DEGREES = 180;
const FULL_BYTE = 256;

/** Hue in half degrees, saturation, value. */
export const toHsv: PixelConversion = (samples, at) => writeHsv(samples, at, HALF_DEGREES);

/** The same with the hue in 256 steps. */
export const toHsvFull: PixelConversion = (samples, at) => writeHsv(samples, at, FULL_BYTE);

/** Hue in half degrees, lightness, saturation. */
export const toHls: PixelConversion = (samples, at) => writeHls(samples, at, HALF_DEGREES);

/** The same with the hue in 256 steps. */
export const toHlsFull: PixelConversion = (samples, at) => writeHls(samples, at, FULL_BYTE);

/** One divided by each value of a byte: a division takes longer than all the rest. */
const inverse = Float64Array.from({ length: 256 }, (_, divisor) => (divisor === 0 ? 0 : 1 / divisor));

function writeHsv(samples: Uint8ClampedArray, at: number, steps: number): void {
  const blue = samples[at] as number;
  const green = samples[at + 1] as number;
  const red = samples[at + 2] as number;
  const value = mostOf(blue, green, red);
  const span = value - leastOf(blue, green, red);
  const hue = (hueOf(blue, green, red, value, span) * steps + 0.5) | 0;
  // Rounded up to a whole turn it is the red that it started from.
  samples[at] = hue === steps ? 0 : hue;
  samples[at + 1] = 255 * span * (inverse[value] as number);
  samples[at + 2] = value;
}

function writeHls(samples: Uint8ClampedArray, at: number, steps: number): void {
  const blue = samples[at] as number;
  const green = samples[at + 1] as number;
  const red = samples[at + 2] as number;
  const most = mostOf(blue, green, red);
  const least = leastOf(blue, green, red);
  const span = most - least;
  const sum = most + least;
  samples[at] = hueOf(blue, green, red, most, span) * steps;
  samples[at + 1] = sum / 2;
  samples[at + 2] = 255 * span * (inverse[sum < 255 ? sum : 510 - sum] as number);
}

/** Part of a turn from red over green and blue, 0 up to 1; 0 for grays, which have none. */
function hueOf(blue: number, green: number, red: number, most: number, span: number): number {
  if (span === 0) return 0;
  const sixth = (inverse[span] as number) / 6;
  if (most === red) return green < blue ? (green - blue) * sixth + 1 : (green - blue) * sixth;
  return most === green ? (blue - red) * sixth + 2 / 6 : (red - green) * sixth + 4 / 6;
}

function mostOf(blue: number, green: number, red: number): number {
  const most = blue > green ? blue : green;
  return most > red ? most : red;
}

function leastOf(blue: number, green: number, red: number): number {
  const least = blue < green ? blue : green;
  return least < red ? least : red;
}
