/** Waits before a file is asked for again, in milliseconds. */
const RETRY_MS = [1000, 2000, 4000] as const;

/**
 * A part of the player in a file of its own, which a page loads when it needs it: nothing that the first frame waits for. The video plays
 * on where the file cannot be loaded.
 */
export class LazyPart<Part> {
  /** `undefined` until loaded. */
  current: Part | undefined;
  private loading: Promise<Part | undefined> | undefined;

  /**
   * @param fetch imports it
   * @param wait for tests
   */
  constructor(
    private readonly fetch: () => Promise<Part>,
    private readonly wait: (ms: number) => Promise<unknown> = sleep,
  ) {}

  /** Loads it once. Resolves to `undefined` after some attempts; a later call begins again. */
  load(): Promise<Part | undefined> {
    this.loading ??= this.tryToLoad();
    return this.loading;
  }

  private async tryToLoad(): Promise<Part | undefined> {
    for (const ms of [...RETRY_MS, undefined]) {
      try {
        return (this.current = await this.fetch());
      } catch {
        // A server that restarts, a network that changes.
        if (ms !== undefined) await this.wait(ms);
      }
    }
    this.loading = undefined;
    return undefined;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
