import type { PlanarImage } from '../../media/raw-image.js';
import type { StabilizerSettings } from '../../options/resolved-options.interface.js';

/** What the stabiliser's thread starts with. */
export interface StabilizerThreadData {
  /** The file that is OpenCV.js. */
  readonly openCvPath: string;
  readonly settings: StabilizerSettings;
}

/** One frame for the thread, whose memory is the thread's from now on. */
export interface StabilizeRequest {
  readonly image: PlanarImage;
  /** Drop what waits before this frame. */
  readonly fresh: boolean;
}

/** The answer to one request: the frame that is due, if any. Its memory is the receiver's. */
export interface StabilizeReply {
  readonly image: PlanarImage | undefined;
  /** What OpenCV threw, if it did. */
  readonly error: string | undefined;
}
