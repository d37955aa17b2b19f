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

/**
 * Places for inputs that can be read by another process as well. Each blocks a thread most of the time, so the others are
 * read there. What remains of the pool is for encoders, files, and inputs that only this process can read.
 */
const inProcessPlaces = new Semaphore(Math.max(1, threadPoolSize() - 2));

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

/** A place for an input in this process, and the permit to connect it. */
export interface InputPlace {
  /** The input is open, or has failed. */
  readonly releaseConnect: () => void;
  /** The input is closed. */
  readonly leave: () => void;
}

/** Takes a place if one is free and the input may connect at once; otherwise `undefined`. */
export function tryTakePlace(): InputPlace | undefined {
  const leave = inProcessPlaces.tryAcquire();
  const releaseConnect = leave === undefined ? undefined : tryAcquireConnect();
  if (leave !== undefined && releaseConnect !== undefined) return { leave, releaseConnect };
  leave?.();
  return undefined;
}

function tryAcquireConnect(): (() => void) | undefined {
  const releaseConnect = connectSemaphore.tryAcquire();
  const releaseRead = releaseConnect === undefined ? undefined : blockingReadSemaphore.tryAcquire();
  if (releaseRead === undefined) {
    releaseConnect?.();
    return undefined;
  }
  return () => {
    releaseRead();
    releaseConnect?.();
  };
}
