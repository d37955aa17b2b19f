/** Lets so many at a time, in the order they came. */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];

  /** @param free how many may go at once */
  constructor(private free: number) {}

  /**
   * Resolves when it is this caller's turn, with the function that ends the turn.
   *
   * @param signal aborted, the caller does not wait any more, and what it gets is nobody's turn
   */
  async take(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return () => undefined;
    return this.takeNow() ?? ((await this.wait(signal)) ? this.turn() : () => undefined);
  }

  /** Begins a turn if one is free, and returns the function that ends it; `undefined` when none is. */
  takeNow(): (() => void) | undefined {
    if (this.free === 0) return undefined;
    this.free--;
    return this.turn();
  }

  private turn(): () => void {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.pass();
    };
  }

  /** @returns whether the turn came */
  private wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve(true);
      };
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(onTurn), 1);
        resolve(false);
      };
      this.waiting.push(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  private pass(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
