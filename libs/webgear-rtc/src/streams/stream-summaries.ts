import {
  combineLatest,
  defer,
  distinctUntilChanged,
  map,
  of,
  startWith,
  switchMap,
  type Observable,
} from 'rxjs';
import type { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import type { StreamState } from '../media/stream-stats.js';

/**
 * A stream in the list of streams.
 *
 * @publicApi
 */
export interface StreamSummary {
  /** Its name, as in its address; `default` for the stream of a registration that names none. */
  readonly name: string;
  /** `idle` while nobody watches. */
  readonly state: StreamState;
}

/** The streams now. */
export function summariesOf(registry: VideoStreamRegistry): readonly StreamSummary[] {
  return registry.list().map((stream) => ({ name: stream.name, state: stream.stats().state }));
}

/**
 * The streams now, and after each change of their set or of a state.
 *
 * @param load called for each subscriber; what it throws is logged where it happens
 */
export function streamSummaries(
  registry: VideoStreamRegistry,
  load: () => Promise<void>,
): Observable<readonly StreamSummary[]> {
  return defer(() => {
    load().catch(() => undefined);
    return registry.changes$.pipe(
      startWith(undefined),
      switchMap(() => {
        const streams = registry.list();
        if (streams.length === 0) return of([]);
        return combineLatest(
          streams.map(({ name, state$ }) => state$.pipe(map((state): StreamSummary => ({ name, state })))),
        );
      }),
      distinctUntilChanged(
        (before, after) =>
          before.length === after.length &&
          before.every(
            ({ name, state }, index) => name === after[index]?.name && state === after[index].state,
          ),
      ),
    );
  });
}
