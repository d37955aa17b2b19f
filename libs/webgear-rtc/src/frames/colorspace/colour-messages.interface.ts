import type { Colorspace } from '../../options/colorspace.js';
import type { BgrPicture } from './bgr-picture.interface.js';

/** One picture for the thread, which changes it where it lies. The answer is `null`: it is done. */
export interface ColourRequest {
  readonly picture: BgrPicture;
  readonly colorspace: Colorspace;
}
