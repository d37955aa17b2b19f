import type { PixelConversion } from './linear-conversions.js';

/** White of D65, as sRGB has it. */
const WHITE_X = 0.950456;
const WHITE_Z = 1.088754;
const WHITE_U = 0.19793943;
const WHITE_V = 0.46831096;

/** sRGB's curve undone, for each value of a byte (IEC 61966-2-1). */
const linearLight = Float64Array.from({ length: 256 }, (_, sample) => {
  const value = sample / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** Fine enough for an error below half a step of the darkest pixels, where the curve is steepest. */
const CURVE_STEPS = 8192;

/** CIE's lightness curve: a cube root, straight near black (CIE 15). A root for each of three channels would take too long. */
const lightnessCurve = Float64Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
  const light = step / CURVE_STEPS;
  return light > 0.008856 ? Math.cbrt(light) : 7.787 * light + 16 / 116;
});

/** CIE L*a*b*, lightness in 0 to 255, the rest around 128. */
export const toLab: PixelConversion = (samples, at) => {
  const blue = linearLight[samples[at] as number] as number;
  const green = linearLight[samples[at + 1] as number] as number;
  const red = linearLight[samples[at + 2] as number] as number;
  const x = curved(xOf(red, green, blue) / WHITE_X);
  const y = curved(yOf(red, green, blue));
  const z = curved(zOf(red, green, blue) / WHITE_Z);
  samples[at] = (116 * y - 16) * 2.55;
  samples[at + 1] = 500 * (x - y) + 128;
  samples[at + 2] = 200 * (y - z) + 128;
};

/** CIE L*u*v*, each channel stretched over a byte: u* from -134 to 220, v* from -140 to 122. */
export const toLuv: PixelConversion = (samples, at) => {
  const blue = linearLight[samples[at] as number] as number;
  const green = linearLight[samples[at + 1] as number] as number;
  const red = linearLight[samples[at + 2] as number] as number;
  const y = yOf(red, green, blue);
  const sum = xOf(red, green, blue) + 15 * y + 3 * zOf(red, green, blue);
  const lightness = 116 * curved(y) - 16;
  const u = sum === 0 ? 0 : 13 * lightness * ((4 * xOf(red, green, blue)) / sum - WHITE_U);
  const v = sum === 0 ? 0 : 13 * lightness * ((9 * y) / sum - WHITE_V);
  samples[at] = lightness * 2.55;
  samples[at + 1] = ((u + 134) * 255) / 354;
  samples[at + 2] = ((v + 140) * 255) / 262;
};

function curved(light: number): number {
  return lightnessCurve[Math.min(CURVE_STEPS, (light * CURVE_STEPS + 0.5) | 0)] as number;
}

function xOf(red: number, green: number, blue: number): number {
  return 0.412453 * red + 0.35758 * green + 0.180423 * blue;
}

function yOf(red: number, green: number, blue: number): number {
  return 0.212671 * red + 0.71516 * green + 0.072169 * blue;
}

function zOf(red: number, green: number, blue: number): number {
  return 0.019334 * red + 0.119193 * green + 0.950227 * blue;
}
