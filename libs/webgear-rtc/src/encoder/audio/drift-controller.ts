/** Errors are averaged over this time, so that jitter of the capture times does not reach the pitch. */
const AVERAGE_OVER_US = 8_000_000;

/** An average over as much can be relied on. */
const SETTLED_AFTER_US = 2_000_000;

/** An error would be corrected in this time if the correction stayed as it is at first. */
const CORRECT_OVER_US = 25_000_000;

/** Time of the integral part: critical damping, so that a drift is met without swinging around it. */
const INTEGRATE_OVER_US = 4 * CORRECT_OVER_US;

/** Correction in parts per million beyond which one might hear it: 500 are a hundredth of a semitone. */
const MAX_PPM = 500;

/** One error counts as no more than this: what is further off is an outlier, or a step that lasts and counts again. */
const MAX_ERROR_US = 60_000;

/**
 * A PI controller that keeps sound made at the rate of the source's clock on the axis of capture times. It is told how far sound is
 * behind and says by how many parts per million to stretch it.
 */
export class DriftController {
  private observedUs = 0;
  private averageUs = 0;
  private integralPpm = 0;

  /** The error without its jitter, in microseconds; positive where the sound is behind its capture times. */
  get errorUs(): number {
    return this.averageUs;
  }

  /** Whether {@link errorUs} is averaged over enough time to be relied on. */
  get isSettled(): boolean {
    return this.observedUs >= SETTLED_AFTER_US;
  }

  /**
   * Takes an error as it is measured, and the time since the measurement before.
   *
   * @returns parts per million to stretch the sound by, within ±500
   */
  update(errorUs: number, elapsedUs: number): number {
    this.observedUs = Math.min(this.observedUs + elapsedUs, AVERAGE_OVER_US);
    const bounded = Math.max(-MAX_ERROR_US, Math.min(MAX_ERROR_US, errorUs));
    // The average of all at first, and a first-order low pass once there are enough.
    const weight = this.observedUs === 0 ? 0 : Math.min(1, elapsedUs / this.observedUs);
    this.averageUs += (bounded - this.averageUs) * weight;
    // The fewer errors there are in the average, the less it is relied on.
    const trust = this.observedUs / AVERAGE_OVER_US;
    const proportionalPpm = trust * (this.averageUs / CORRECT_OVER_US) * 1_000_000;
    const next = this.integralPpm + proportionalPpm * (elapsedUs / INTEGRATE_OVER_US);
    const ppm = proportionalPpm + next;
    const limited = Math.max(-MAX_PPM, Math.min(MAX_PPM, ppm));
    // While limited, integrating would go on beyond what the drift needs, and swing over.
    if (limited === ppm) this.integralPpm = next;
    return limited;
  }

  /** Forgets the error, not the drift: the sound has been moved to its capture times at once. */
  resetError(): void {
    this.observedUs = 0;
    this.averageUs = 0;
  }

  /** Forgets all: another source. */
  reset(): void {
    this.resetError();
    this.integralPpm = 0;
  }
}
