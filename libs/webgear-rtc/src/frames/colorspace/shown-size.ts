import type { Colorspace } from '../../options/colorspace.js';
import type { PictureSize } from '../picture-size.interface.js';
import { isStacked } from './convert-colours.js';

/** The size of a picture once its colours are converted. A last row that would make the height odd is left out. */
export function shownSize({ width, height }: PictureSize, colorspace: Colorspace | undefined): PictureSize {
  if (colorspace === undefined || !isStacked(colorspace)) return { width, height };
  return { width, height: Math.floor((height * 3) / 4) * 2 };
}
