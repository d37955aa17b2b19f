import type { VideoSourceInfo } from '../video-source.interface.js';

/** A promise for the result of opening a source; the first result counts. */
export class Deferred {
  readonly promise: Promise<VideoSourceInfo>;
  private settle: { resolve: (info: VideoSourceInfo) => void; reject: (error: unknown) => void } | undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Without a handler a rejection that nobody awaits would end the process.
    this.promise.catch(() => undefined);
  }

  succeed(info: VideoSourceInfo): void {
    this.settle?.resolve(info);
  }

  fail(error: unknown): void {
    this.settle?.reject(error);
  }
}

/**
 * Resolves like the promise, or with `undefined` as soon as the signal aborts.
 *
 * The abort promise is created per call: `Promise.race` on a long-lived one would retain every value it ever raced
 * against.
 */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The same as {@link raceAbort} for many promises, one after the other, with one listener for all of them. */
export class AbortRace {
  private leave = (): void => undefined;
  private readonly onAbort = (): void => this.leave();

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Resolves like the promise, or with `undefined` as soon as the signal aborts. Calls must not overlap. */
  run<T>(promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.leave = () => resolve(undefined);
      if (this.signal.aborted) this.leave();
      promise.then(resolve, reject);
    });
  }

  /** No promise is waited for any more. */
  close(): void {
    this.leave = () => undefined;
    this.signal.removeEventListener('abort', this.onAbort);
  }
}
