import type { Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** Reads the times of one stream, and counts on where there are none. */
export class StreamTimes {
  /**
   * @param frameIntervalUs what lies between two frames without times, in microseconds
   * @param lastUs time of the frame before the first, in microseconds
   */
  constructor(
    private readonly av: NodeAv,
    private readonly stream: Pick<Stream, 'timeBase'>,
    private readonly frameIntervalUs: number,
    private lastUs: number,
  ) {}

  /** A time in the stream's ticks as microseconds; one frame interval after the last where there is none. */
  timeUs(ticks: bigint): number {
    const { num, den } = this.stream.timeBase;
    this.lastUs =
      ticks === this.av.AV_NOPTS_VALUE
        ? this.lastUs + this.frameIntervalUs
        : (Number(ticks) * num * 1_000_000) / den;
    return this.lastUs;
  }
}
