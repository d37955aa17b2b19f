import type { PixelConversion } from './linear-conversions.js';

/** Red where blue is shown, and the other way round. */
export const toRgb: PixelConversion = (samples, at) => {
  const blue = samples[at] as number;
  samples[at] = samples[at + 2] as number;
  samples[at + 2] = blue;
};

/** What 16 bits keep: 5 bits of blue, 6 of green, 5 of red. */
export const toBgr565: PixelConversion = (samples, at) => {
  samples[at] = (samples[at] as number) & 0xf8;
  samples[at + 1] = (samples[at + 1] as number) & 0xfc;
  samples[at + 2] = (samples[at + 2] as number) & 0xf8;
};

/** What 15 bits keep: 5 of each. */
export const toBgr555: PixelConversion = (samples, at) => {
  samples[at] = (samples[at] as number) & 0xf8;
  samples[at + 1] = (samples[at + 1] as number) & 0xf8;
  samples[at + 2] = (samples[at + 2] as number) & 0xf8;
};
