/** A key frame that is due within this time is made now, in microseconds: timestamps are rounded. */
const TOLERANCE_US = 1000;

/**
 * When periodic key frames are due: at multiples of an interval since the first frame, by capture time, so that all encodes of
 * a stream have theirs at the same frame. By time, not by number of frames: a source may be of any rate, whatever its
 * container says.
 */
export class KeyFrameGrid {
  private readonly intervalUs: number;
  private originUs: number | undefined;
  private users = 0;

  /** @param intervalMs longest distance between two key frames, in milliseconds */
  constructor(intervalMs: number) {
    this.intervalUs = intervalMs * 1000;
  }

  /** An encode uses it until the returned function is called. After the last, the next one starts another grid. */
  use(): () => void {
    this.users++;
    return () => {
      this.users--;
      if (this.users === 0) this.originUs = undefined;
    };
  }

  /**
   * Whether a frame is to be a key frame.
   *
   * @param lastKeyFrameUs capture time of the newest key frame of the encode
   */
  isDue(captureTimeUs: number, lastKeyFrameUs: number): boolean {
    this.originUs ??= captureTimeUs;
    return this.cellOf(captureTimeUs) > this.cellOf(lastKeyFrameUs);
  }

  private cellOf(timeUs: number): number {
    return Math.floor((timeUs - (this.originUs ?? 0) + TOLERANCE_US) / this.intervalUs);
  }
}
