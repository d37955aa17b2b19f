import type { VideoSourceInfo } from '../video-source.interface.js';

/** The answer to "has it opened?", once there is one; the first answer counts. */
export class Deferred {
  readonly promise: Promise<VideoSourceInfo>;
  private settle: { resolve: (info: VideoSourceInfo) => void; reject: (error: unknown) => void } | undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Nobody may be asking: an unhandled rejection would end the process for it.
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
 * What a promise resolves to, or `undefined` as soon as the signal aborts; rejects as the promise does.
 *
 * It races against a promise of this call alone: one that lives longer would keep every value it ever raced against.
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
