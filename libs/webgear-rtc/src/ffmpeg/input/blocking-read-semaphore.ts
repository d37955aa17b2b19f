import { Semaphore } from './semaphore.js';

const DEFAULT_SIZE = 4;

/**
 * How many of FFmpeg's calls this process can wait for at a time.
 *
 * They share libuv's threads with each other and with the files of the application. The size is fixed before the first
 * line of a program runs, so only the environment it is started in can change it.
 */
export function threadPoolSize(environment: NodeJS.ProcessEnv = process.env): number {
  return Number(environment['UV_THREADPOOL_SIZE']) || DEFAULT_SIZE;
}

/**
 * Turns of those who wait for others: a camera that has fallen silent, an address that answers to nothing. Each holds one
 * of the few threads on which this process also reads its files and encodes, so one of them is left to the rest.
 */
export const blockingReadSemaphore = new Semaphore(Math.max(1, threadPoolSize() - 1));

/** One less, so that addresses that never answer do not take the turn of a camera that is merely slow. */
const connectingTurns = new Semaphore(Math.max(1, threadPoolSize() - 2));

/**
 * Resolves when one may connect, with the function that ends the turn.
 *
 * @param signal aborted, the caller does not wait any more
 */
export async function acquireConnect(signal: AbortSignal): Promise<() => void> {
  const endConnecting = await connectingTurns.take(signal);
  const endWaiting = await blockingReadSemaphore.take(signal);
  return () => {
    endWaiting();
    endConnecting();
  };
}
