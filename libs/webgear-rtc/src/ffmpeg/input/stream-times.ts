import type { Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** Converts timestamps of a stream to microseconds, and extrapolates missing ones. */
export class StreamTimes {
  /**
   * @param frameIntervalUs step for a missing timestamp, in microseconds
   * @param lastUs time of the frame before the first, in microseconds
   */
  constructor(
    private readonly av: NodeAv,
    private readonly stream: Pick<Stream, 'timeBase'>,
    private readonly frameIntervalUs: number,
    private lastUs: number,
  ) {}

  /** Converts a timestamp of the stream to microseconds; without one, a frame interval after the previous. */
  timeUs(ticks: bigint): number {
    const { num, den } = this.stream.timeBase;
    this.lastUs =
      ticks === this.av.AV_NOPTS_VALUE
        ? this.lastUs + this.frameIntervalUs
        : (Number(ticks) * num * 1_000_000) / den;
    return this.lastUs;
  }
}
