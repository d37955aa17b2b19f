import type { CaptureClock } from '../media/capture-clock.js';

/** Expires once it has not been confirmed for a time. */
export class DeadMan {
  private readonly ending = new AbortController();
  private deadlineUs = 0;

  /** @param onExpired called once, unless it is ended before */
  constructor(
    private readonly clock: CaptureClock,
    private readonly limitMs: number,
    private readonly onExpired: () => void,
  ) {
    this.confirm();
    void this.watch();
  }

  /** Begins the time again. */
  confirm(): void {
    this.deadlineUs = this.clock.nowUs() + this.limitMs * 1000;
  }

  /** It expires no more. */
  end(): void {
    this.ending.abort();
  }

  private async watch(): Promise<void> {
    const { clock } = this;
    const { signal } = this.ending;
    for (;;) {
      const leftUs = this.deadlineUs - clock.nowUs();
      if (leftUs <= 0) return this.onExpired();
      await clock.sleep(leftUs / 1000, signal);
      if (signal.aborted) return;
    }
  }
}
