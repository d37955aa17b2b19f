import { DriftController } from './drift-controller.js';

/** A frame further ahead than this is after a jump of the source's clock. */
const JUMP_US = 200_000;

/** Further back than this the source's clock has started again; nearer, it delivers late what silence was sent for. */
export const RESTART_US = 10_000_000;

/** Sound that is off by more, in the average, is moved at once: lips tolerate 45 ms, and drift alone never takes it so far. */
const MAX_AVERAGE_ERROR_US = 40_000;

/** Where a frame goes. Only one of the two times is not 0. */
export interface Placement {
  /** The grid starts again at the frame's capture time. */
  readonly anchor: boolean;
  /** Silence to put before it, in microseconds. */
  readonly silenceUs: number;
  /** What to leave out at its beginning, in microseconds; all if it is shorter. */
  readonly dropUs: number;
  /** By how much to stretch it, in parts per million. */
  readonly stretchPpm: number;
}

const ANCHOR: Placement = { anchor: true, silenceUs: 0, dropUs: 0, stretchPpm: 0 };

/** Decides where on the grid of packets frames go whose capture times are noisy. */
export class AudioAligner {
  private readonly drift = new DriftController();
  private stretchPpm = 0;

  /**
   * @param captureTimeUs of the frame
   * @param durationUs of the frame
   * @param positionUs where it goes if it follows the sound so far; `undefined` where there is none
   * @param interrupted whether silence was put there since the frame before, or a part of it left out
   */
  place(
    captureTimeUs: number,
    durationUs: number,
    positionUs: number | undefined,
    interrupted: boolean,
  ): Placement {
    const errorUs = positionUs === undefined ? Number.POSITIVE_INFINITY : captureTimeUs - positionUs;
    if (errorUs > JUMP_US || errorUs < -RESTART_US) {
      this.drift.reset();
      this.stretchPpm = 0;
      return ANCHOR;
    }
    if (interrupted || errorUs < -JUMP_US) {
      this.drift.resetError();
      return this.moveBy(errorUs);
    }
    this.stretchPpm = this.drift.update(errorUs, durationUs);
    const averageUs = this.drift.errorUs;
    if (!this.drift.isSettled || Math.abs(averageUs) < MAX_AVERAGE_ERROR_US) return this.moveBy(0);
    this.drift.resetError();
    return this.moveBy(averageUs);
  }

  private moveBy(errorUs: number): Placement {
    const { stretchPpm } = this;
    return { anchor: false, silenceUs: Math.max(0, errorUs), dropUs: Math.max(0, -errorUs), stretchPpm };
  }
}
