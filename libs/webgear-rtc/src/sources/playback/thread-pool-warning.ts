import { Backend } from '../../options/backend.js';
import type { ResolvedStreamOptions } from '../../options/resolved-options.interface.js';
import { sourceKindOf } from '../requests/source-kind.js';

/** For scalers, encoders and the application's file access. */
const THREADS_FOR_THE_REST = 2;

/**
 * The warning for a configuration whose sources can occupy all threads of the pool; `undefined` if they cannot.
 *
 * Reading a live source blocks a thread; if all of them fell silent at once, nothing else would run.
 *
 * @param poolSize number of threads
 */
export function threadPoolWarning(
  streams: Iterable<Pick<ResolvedStreamOptions, 'source' | 'api'>>,
  poolSize: number,
): string | undefined {
  const liveSources = [...streams].filter(blocksThread).length;
  const needed = liveSources + THREADS_FOR_THE_REST;
  if (needed <= poolSize) return undefined;
  return (
    `${liveSources} cameras or network sources share ${poolSize} threads with all other work; if they fall silent ` +
    `together, other streams stall for a second, and some reconnect. ` +
    `Start the program with UV_THREADPOOL_SIZE=${needed} or more in its environment.`
  );
}

function blocksThread({ source, api }: Pick<ResolvedStreamOptions, 'source' | 'api'>): boolean {
  if (source === undefined || api !== Backend.CamGear) return false;
  // Read by a process of their own where threads are short.
  if (/^rtsps?:/i.test(String(source))) return false;
  return ['url', 'device', 'device-path', 'screen'].includes(sourceKindOf(source).kind);
}
