import type { JpegImage } from '../../media/jpeg-image.js';

/** A picture of a stream as a JPEG file. */
export interface LiveJpeg extends JpegImage {
  /** Whether it is a slate, which says that there are no pictures now. */
  readonly isSlate: boolean;
}
