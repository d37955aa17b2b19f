/**
 * Makes sequence numbers, or timestamps, that wrap into ones that do not: each is the nearest to the newest.
 *
 * The first is one whole range above zero, so that what comes before it is not negative.
 */
export class SequenceExtender {
  private newest: number | undefined;
  private readonly range: number;

  /** @param bits of the numbers, up to 32 */
  constructor(bits: 16 | 32) {
    this.range = 2 ** bits;
  }

  extend(value: number): number {
    const { newest, range } = this;
    if (newest === undefined) return (this.newest = value + range);
    const ahead = (((value - newest) % range) + range) % range;
    const extended = newest + (ahead < range / 2 ? ahead : ahead - range);
    this.newest = Math.max(newest, extended);
    return extended;
  }
}
