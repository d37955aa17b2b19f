import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { blockingReadSemaphore } from './blocking-read-semaphore.js';
import type { Semaphore } from './semaphore.js';

/** Any camera that works has a frame within this time, or it has few enough beside it to have a turn. */
const SILENT_AFTER_MS = 1000;

/** A read that may take as long as its source is silent. */
export interface WaitingRead {
  /** What to call the source in the error. */
  readonly label: string;
  /** Makes the read under way come back. */
  readonly interrupt: () => void;
  /** {@link blockingReadSemaphore} when left out. */
  readonly turns?: Pick<Semaphore, 'takeNow'>;
}

/**
 * Waits for a read that holds a thread. From a second on it needs a turn; where there is none left it is given up: several
 * sources that fall silent together must not take all threads from the others.
 *
 * @throws WebGearRtcError `WGR_SOURCE_UNREACHABLE` when it was given up, and what the read throws
 */
export async function waitForRead<Result>(
  reading: Promise<Result>,
  { label, interrupt, turns = blockingReadSemaphore }: WaitingRead,
): Promise<Result> {
  let endTurn: (() => void) | undefined;
  let isGivenUp = false;
  const silent = setTimeout(() => {
    endTurn = turns.takeNow();
    if (endTurn !== undefined) return;
    isGivenUp = true;
    interrupt();
  }, SILENT_AFTER_MS);
  try {
    const result = await reading;
    if (!isGivenUp) return result;
  } catch (error) {
    if (!isGivenUp) throw error;
  } finally {
    clearTimeout(silent);
    endTurn?.();
  }
  const reason =
    'it has fallen silent, and so many other sources have that no thread is left to wait for it; ' +
    'start the program with a larger UV_THREADPOOL_SIZE in its environment';
  throw new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source: label, reason });
}
