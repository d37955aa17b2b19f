import { Backend } from '../../options/backend.js';
import type { ResolvedStreamOptions } from '../../options/resolved-options.interface.js';
import { sourceKindOf } from '../requests/source-kind.js';

/** For scalers, encoders and the files of the application. */
const THREADS_FOR_THE_REST = 2;

/**
 * What to tell a user whose sources may take all threads away from the rest, if they may.
 *
 * A source that sets its own pace is waited for in a thread; with all of them silent at once nothing else would run.
 *
 * @param poolSize how many threads there are
 */
export function threadPoolWarning(
  streams: Iterable<Pick<ResolvedStreamOptions, 'source' | 'api'>>,
  poolSize: number,
): string | undefined {
  const waiting = [...streams].filter(isWaitedFor).length;
  const wanted = waiting + THREADS_FOR_THE_REST;
  if (wanted <= poolSize) return undefined;
  return (
    `${waiting} cameras or network sources share ${poolSize} threads with everything else; when they fall silent ` +
    `together, the other streams halt for a second, and some of them are opened anew. Start the program with UV_THREADPOOL_SIZE=${wanted} or more in its environment.`
  );
}

function isWaitedFor({ source, api }: Pick<ResolvedStreamOptions, 'source' | 'api'>): boolean {
  if (source === undefined || api !== Backend.CamGear) return false;
  return ['url', 'device', 'device-path', 'screen'].includes(sourceKindOf(source).kind);
}
