/** Settings of cameras are changed now and then. */
const REMEMBERED_MS = 600_000;

const MAX_ADDRESSES = 1000;

/** Cameras that FFmpeg reads, so that it alone connects to them when they are opened again. */
export class DeclinedAddresses {
  private readonly untilMs = new Map<string, number>();

  /** @param nowMs the monotonic clock, in milliseconds */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Remembers one for ten minutes. */
  add(name: string): void {
    if (this.untilMs.size >= MAX_ADDRESSES) this.untilMs.clear();
    this.untilMs.set(name, this.nowMs() + REMEMBERED_MS);
  }

  /** Whether one is remembered. */
  has(name: string): boolean {
    return (this.untilMs.get(name) ?? Number.NEGATIVE_INFINITY) > this.nowMs();
  }
}
