import { Semaphore } from './semaphore.js';

const DEFAULT_SIZE = 4;

/**
 * How many FFmpeg calls this process can run at a time.
 *
 * They share libuv's thread pool with each other and with the application's file access. Its size is fixed when the
 * process starts, so only the environment can change it.
 */
export function threadPoolSize(environment: NodeJS.ProcessEnv = process.env): number {
  return Number(environment['UV_THREADPOOL_SIZE']) || DEFAULT_SIZE;
}

/**
 * Limits reads that may block for long, such as a silent camera or an unresponsive address. Each occupies a thread of
 * the pool that also serves file access and encoding, so one thread is kept free.
 */
export const blockingReadSemaphore = new Semaphore(Math.max(1, threadPoolSize() - 1));

/** One permit less, so that unresponsive addresses cannot starve cameras that are merely slow. */
const connectSemaphore = new Semaphore(Math.max(1, threadPoolSize() - 2));

/**
 * Waits for permission to connect, and resolves with the function that releases it.
 *
 * @param signal ends the wait when aborted
 */
export async function acquireConnect(signal: AbortSignal): Promise<() => void> {
  const releaseConnect = await connectSemaphore.acquire(signal);
  const releaseRead = await blockingReadSemaphore.acquire(signal);
  return () => {
    releaseRead();
    releaseConnect();
  };
}
