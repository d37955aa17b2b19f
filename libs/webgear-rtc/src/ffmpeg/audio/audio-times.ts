import type { Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** Converts timestamps of an audio stream to microseconds, on the axis of its video; missing ones follow the sound before. */
export class AudioTimes {
  private nextUs = 0;

  constructor(
    private readonly av: NodeAv,
    private readonly stream: Pick<Stream, 'timeBase'>,
  ) {}

  /**
   * The time of sound with this timestamp, in microseconds.
   *
   * @param durationUs duration of that sound, in microseconds
   */
  timeUs(ticks: bigint, durationUs: number): number {
    const { num, den } = this.stream.timeBase;
    const timeUs = ticks === this.av.AV_NOPTS_VALUE ? this.nextUs : (Number(ticks) * num * 1_000_000) / den;
    this.nextUs = timeUs + durationUs;
    return Math.round(timeUs);
  }
}
