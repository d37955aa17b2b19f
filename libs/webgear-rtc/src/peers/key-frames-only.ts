/**
 * So long after the last key frame the next one is requested, in microseconds: something new is shown every two seconds, of which
 * encoding it and its way over a slow path take up to a quarter.
 */
const keyFrameIntervalUs = 1_500_000;

/** A key frame that does not come is requested again after this time, in microseconds. */
const requestAgainUs = 1_000_000;

/**
 * The frames of a viewer whose path does not even carry the lowest rung: key frames alone. What follows one that was left out
 * could not be decoded, so that a key frame begins and ends it.
 */
export class KeyFramesOnly {
  private active = false;
  /** Whether a frame was left out since the last key frame. */
  private hasGap = false;
  private keyFrameAtUs = Number.NEGATIVE_INFINITY;
  private requestedAtUs = Number.NEGATIVE_INFINITY;

  /** @param requestKeyFrame asks for a key frame */
  constructor(private readonly requestKeyFrame: () => void) {}

  /** Begins or ends it. */
  set(active: boolean, nowUs: number): void {
    if (this.active === active) return;
    this.active = active;
    if (!active && this.hasGap) this.request(nowUs);
  }

  /** Whether all frames are sent, and none was left out since the last key frame. */
  get isIdle(): boolean {
    return !this.active && !this.hasGap;
  }

  /**
   * Whether a frame is left out.
   *
   * @param isBusy whether the last key frame has not left as a whole yet
   */
  leavesOut(keyFrame: boolean, isBusy: boolean, nowUs: number): boolean {
    if (keyFrame && !(this.active && isBusy)) {
      this.hasGap = false;
      this.keyFrameAtUs = nowUs;
      return false;
    }
    if (!this.active && !this.hasGap) return false;
    this.hasGap = true;
    const isDue = !this.active || (!isBusy && nowUs - this.keyFrameAtUs >= keyFrameIntervalUs);
    if (isDue && nowUs - this.requestedAtUs >= requestAgainUs) this.request(nowUs);
    return true;
  }

  private request(nowUs: number): void {
    this.requestedAtUs = nowUs;
    this.requestKeyFrame();
  }
}
