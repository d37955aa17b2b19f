const windowSize = 64;

/**
 * Which packets of one sender have been taken (RFC 3711, 3.3.2).
 *
 * An attacker on the path can send a copy of a valid report: it would fetch frames again
 * and again, and a viewer that is long gone would seem to be there.
 */
export class ReplayWindow {
  private newest = -1;
  /** Bit n stands for the packet n before the newest. */
  private taken = 0n;

  /** `false` for a packet that was taken before, or is too old to tell. Ask only about verified packets. */
  take(index: number): boolean {
    const ahead = index - this.newest;
    if (ahead > 0) {
      this.taken = BigInt.asUintN(windowSize, (ahead < windowSize ? this.taken << BigInt(ahead) : 0n) | 1n);
      this.newest = index;
      return true;
    }
    const bit = 1n << BigInt(-ahead);
    if (-ahead >= windowSize || (this.taken & bit) !== 0n) return false;
    this.taken |= bit;
    return true;
  }
}
