import { Worker } from 'node:worker_threads';
import type { FanOutThreadData } from './thread-messages.interface.js';

/** Starts the program of a fan-out thread. */
export function startWorker(workerData: FanOutThreadData): Worker {
  return new Worker(new URL('./fan-out-thread-entry.js', import.meta.url), { workerData });
}
