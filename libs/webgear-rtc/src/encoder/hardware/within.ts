import type { CaptureClock } from '../../media/capture-clock.js';

const late = Symbol('late');

/**
 * The result of some work, if it comes in time. Work that is late goes on; its result is ignored.
 *
 * @throws Error when it is late, or what the work throws
 */
export async function within<T>(clock: CaptureClock, limitMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const alarm = clock.sleep(limitMs, timer.signal).then(() => late);
  try {
    const result = await Promise.race([work, alarm]);
    if (result === late) throw new Error(`no answer within ${limitMs} ms`);
    return result as T;
  } finally {
    timer.abort();
  }
}
