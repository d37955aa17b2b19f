import type { Colorspace } from '../../options/colorspace.js';
import type { FrameSize } from '../../media/frame-size.js';
import { isStacked } from './convert-colours.js';

/** The size of a picture once its colours are converted. A last row that would make the height odd is left out. */
export function outputSize({ width, height }: FrameSize, colorspace: Colorspace | undefined): FrameSize {
  if (colorspace === undefined || !isStacked(colorspace)) return { width, height };
  return { width, height: Math.floor((height * 3) / 4) * 2 };
}
