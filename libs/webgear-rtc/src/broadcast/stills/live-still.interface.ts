import type { Still } from '../../encoder/still.interface.js';

/** A picture of a stream as a JPEG file. */
export interface LiveStill extends Still {
  /** Whether it is a slate, which says that there are no pictures now. */
  readonly isSlate: boolean;
}
