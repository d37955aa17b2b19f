const wordBits = 32;

/**
 * Which packets of one sender have been taken (RFC 3711, 3.3.2).
 *
 * An attacker on the path can send a copy of a valid report: it would fetch frames again
 * and again, and a viewer that is long gone would seem to be there.
 */
export class ReplayWindow {
  private newest = -1;
  /** A ring of bits, one for each index modulo the size. */
  private readonly taken: Uint32Array;

  /** @param size how many packets before the newest are told apart; a multiple of 32 */
  constructor(private readonly size = 64) {
    this.taken = new Uint32Array(size / wordBits);
  }

  /** Whether {@link take} would take a packet: for what is not verified yet. */
  isNew(index: number): boolean {
    if (index > this.newest) return true;
    return index > this.newest - this.size && !this.has(index);
  }

  /** `false` for a packet that was taken before, or is too old to tell. Ask only about verified packets. */
  take(index: number): boolean {
    if (!this.isNew(index)) return false;
    if (index - this.newest >= this.size) this.taken.fill(0);
    else for (let between = this.newest + 1; between <= index; between++) this.clear(between);
    if (index > this.newest) this.newest = index;
    const at = index % this.size;
    this.taken[at >>> 5] = (this.taken[at >>> 5] ?? 0) | (1 << (at & 31));
    return true;
  }

  private has(index: number): boolean {
    const at = index % this.size;
    return ((this.taken[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0;
  }

  private clear(index: number): void {
    const at = index % this.size;
    this.taken[at >>> 5] = (this.taken[at >>> 5] ?? 0) & ~(1 << (at & 31));
  }
}
