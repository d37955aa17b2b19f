import type { Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** Converts timestamps of a stream to microseconds, and extrapolates missing ones. */
export class StreamTimes {
  private readonly tickUs: readonly [num: number, den: number];

  /**
   * @param frameIntervalUs step for a missing timestamp, in microseconds
   * @param lastUs time of the frame before the first, in microseconds
   */
  constructor(
    private readonly av: NodeAv,
    { timeBase }: Pick<Stream, 'timeBase'>,
    private readonly frameIntervalUs: number,
    private lastUs: number,
  ) {
    this.tickUs = [timeBase.num * 1_000_000, timeBase.den];
  }

  /** Converts a timestamp of the stream to microseconds; without one, a frame interval after the previous. */
  timeUs(ticks: bigint): number {
    const [num, den] = this.tickUs;
    this.lastUs =
      ticks === this.av.AV_NOPTS_VALUE ? this.lastUs + this.frameIntervalUs : (Number(ticks) * num) / den;
    return this.lastUs;
  }
}
