/** FIFO counting semaphore. */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];

  /** @param free number of permits */
  constructor(private free: number) {}

  /**
   * Waits for a permit, and resolves with the function that releases it.
   *
   * @param signal ends the wait when aborted; the returned function then does nothing
   */
  async acquire(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return () => undefined;
    return this.tryAcquire() ?? ((await this.wait(signal)) ? this.permit() : () => undefined);
  }

  /** Takes a permit if one is free, and returns the function that releases it; otherwise `undefined`. */
  tryAcquire(): (() => void) | undefined {
    if (this.free === 0) return undefined;
    this.free--;
    return this.permit();
  }

  private permit(): () => void {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.pass();
    };
  }

  /** @returns whether a permit was acquired before the signal aborted */
  private wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const onPermit = () => {
        signal.removeEventListener('abort', onAbort);
        resolve(true);
      };
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(onPermit), 1);
        resolve(false);
      };
      this.waiting.push(onPermit);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  private pass(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
