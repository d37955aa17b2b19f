import type { Colorspace } from '../../options/colorspace.js';
import type { BgrImage } from '../../media/bgr-image.js';

/** One picture for the thread, which changes it where it lies. The answer is `null`: it is done. */
export interface ColourRequest {
  readonly picture: BgrImage;
  readonly colorspace: Colorspace;
}
