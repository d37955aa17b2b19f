/** How long an estimate is worth something to the next session, in microseconds: networks change. */
const keepUs = 60_000_000;

/** How many addresses to remember. */
const capacity = 1_000;

/** What the paths to addresses carried lately, so that a page that is loaded again starts with what its network carries. */
export class PathEstimates {
  private readonly byAddress = new Map<string, { readonly bitrateBps: number; readonly atUs: number }>();

  /** Replaces what was known of an address; the oldest is forgotten when there are too many. */
  remember(address: string, bitrateBps: number, nowUs: number): void {
    this.byAddress.delete(address);
    this.byAddress.set(address, { bitrateBps, atUs: nowUs });
    const [oldest] = this.byAddress.keys();
    if (this.byAddress.size > capacity && oldest !== undefined) this.byAddress.delete(oldest);
  }

  /** In bits per second; `undefined` when nothing is known any more. */
  recall(address: string, nowUs: number): number | undefined {
    const known = this.byAddress.get(address);
    if (known === undefined || nowUs - known.atUs <= keepUs) return known?.bitrateBps;
    this.byAddress.delete(address);
    return undefined;
  }
}
