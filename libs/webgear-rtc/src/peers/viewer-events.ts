import type { Observable } from 'rxjs';
import type { PeerDeparture } from './peer-registry.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';

/** What is told of viewers as they come and go. */
export interface ViewerEvents {
  /** Each viewer that is connected now. */
  readonly arrivals$: Observable<PeerSnapshot>;
  /** Each viewer that has ended, with its last counters; those that never connected among them. */
  readonly departures$: Observable<PeerDeparture>;
  /** The name of the stream of each offer that was refused before there was a viewer. */
  readonly refusals$: Observable<string>;
}

/** Injects {@link ViewerEvents}. */
export const VIEWER_EVENTS = Symbol('WebGearRtcViewerEvents');
