/**
 * The machine's monotonic clock.
 *
 * It counts from the machine's start, not from the thread's as `performance.now()` does, so capture times taken in
 * different worker threads compare.
 */
export class SystemCaptureClock implements CaptureClock {
  nowUs(): number {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1_000_000 + Math.trunc(nanoseconds / 1000);
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}

/**
 * Where "now" comes from: the process's clock in production, a virtual one in tests.
 */
export interface CaptureClock {
  /** Microseconds since an arbitrary start; never goes back. */
  nowUs(): number;
  /** Resolves after `delayMs`, at once when the signal is already aborted; never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Minimum interval of two frames of a stream, in microseconds: slightly more than a tick of the 90 kHz RTP clock.
 *
 * A receiver takes frames with the same RTP timestamp for one (RFC 3550, 5.1), and decodes neither.
 */
export const smallestStepUs = 12;
