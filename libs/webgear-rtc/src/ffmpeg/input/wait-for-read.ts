import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { blockingReadSemaphore } from './blocking-read-semaphore.js';
import type { Semaphore } from './semaphore.js';

/** A working camera delivers a frame within this time. Slower ones need a permit to keep their thread. */
const SILENT_AFTER_MS = 1000;

/** A read that may block while its source is silent. */
export interface WaitingRead {
  /** Name of the source in the error. */
  readonly label: string;
  /** Makes the pending read return. */
  readonly interrupt: () => void;
  /** Default: {@link blockingReadSemaphore}. */
  readonly semaphore?: Pick<Semaphore, 'tryAcquire'>;
}

/**
 * Waits for a read that occupies a thread. After a second it needs a permit; if none is free, it is cancelled:
 * several silent sources must not occupy all threads of the pool.
 *
 * @throws WebGearRtcError `WGR_SOURCE_UNREACHABLE` when cancelled, and whatever the read throws
 */
export async function waitForRead<Result>(
  reading: Promise<Result>,
  { label, interrupt, semaphore = blockingReadSemaphore }: WaitingRead,
): Promise<Result> {
  let release: (() => void) | undefined;
  let cancelled = false;
  const silent = setTimeout(() => {
    release = semaphore.tryAcquire();
    if (release !== undefined) return;
    cancelled = true;
    interrupt();
  }, SILENT_AFTER_MS);
  try {
    const result = await reading;
    if (!cancelled) return result;
  } catch (error) {
    if (!cancelled) throw error;
  } finally {
    clearTimeout(silent);
    release?.();
  }
  const reason =
    'it is silent, and all threads that could wait for it are in use; ' +
    'start the program with a larger UV_THREADPOOL_SIZE in its environment';
  throw new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source: label, reason });
}
