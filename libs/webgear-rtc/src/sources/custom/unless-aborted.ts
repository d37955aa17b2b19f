/**
 * What a promise resolves to, or `undefined` as soon as the signal aborts; rejects as the promise does.
 *
 * No `Promise.race` with one long-lived promise: that would keep every value it ever raced against in memory.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(undefined);
    const done = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => done(() => resolve(value)),
      (error: unknown) => done(() => reject(error)),
    );
  });
}
