import { combineLatest, filter, map, merge, Subject, type Observable } from 'rxjs';
import type { ImageViewers } from './image-viewers.js';
import type { PeerDeparture, PeerRegistry, ViewerEvents, ViewerRefusal } from './peer-registry.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';

/** All viewers of a registration: the sessions of WebRTC, and the readers of MJPEG. */
export class AllViewers implements ViewerEvents {
  /** The viewers now, and after each change. */
  readonly peers$: Observable<readonly PeerSnapshot[]>;
  readonly arrivals$: Observable<PeerSnapshot>;
  readonly departures$: Observable<PeerDeparture>;
  readonly refusals$: Observable<ViewerRefusal>;
  private readonly refused = new Subject<ViewerRefusal>();

  constructor(
    private readonly registry: PeerRegistry,
    private readonly images: ImageViewers,
  ) {
    const connected$ = registry.changes$.pipe(
      map((peer) => peer.snapshot()),
      filter(({ state }) => state === 'connected'),
    );
    this.peers$ = combineLatest([registry.peers$, images.viewers$]).pipe(map((lists) => lists.flat()));
    this.arrivals$ = merge(connected$, images.arrivals$);
    this.departures$ = merge(registry.departures$, images.departures$);
    this.refusals$ = merge(this.refused, images.refusals$);
  }

  /** The viewers now. */
  snapshot(): readonly PeerSnapshot[] {
    return [...this.registry.snapshot(), ...this.images.snapshot()];
  }

  /** Notes that an offer was refused. */
  refuse(streamName: string): void {
    this.refused.next({ streamName, mode: 'webrtc' });
  }
}
