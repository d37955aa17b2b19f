import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import type { KnownViewer } from './known-viewer.js';
import type { LeaveReason } from './leave-reason.js';
import type { PeerDeparture, ViewerRefusal } from './peer-registry.js';
import type { MjpegViewerSnapshot, PeerSnapshot } from './peer-snapshot.interface.js';

/** A viewer of MJPEG. */
export interface ImageViewer extends KnownViewer {
  readonly streamName: string;
  /** Names it in events and to {@link PeerManager.kick}. */
  readonly peerId: string;
  snapshot(): MjpegViewerSnapshot;
  /** Ends its response. */
  end(): void;
}

/** Registry of the viewers of MJPEG; those of WebRTC are in the `PeerRegistry`. */
export class ImageViewers {
  private readonly viewers = new Set<ImageViewer>();
  private readonly snapshots = new BehaviorSubject<readonly PeerSnapshot[]>([]);
  private readonly arrivals = new Subject<PeerSnapshot>();
  private readonly departures = new Subject<PeerDeparture>();
  private readonly refused = new Subject<ViewerRefusal>();

  /** The viewers now, and after each change. */
  get viewers$(): Observable<readonly PeerSnapshot[]> {
    return this.snapshots.asObservable();
  }

  /** Each viewer that is sent its first image. */
  get arrivals$(): Observable<PeerSnapshot> {
    return this.arrivals.asObservable();
  }

  /** Each viewer that is gone, whether or not it was sent an image. */
  get departures$(): Observable<PeerDeparture> {
    return this.departures.asObservable();
  }

  /** Each request that was refused. */
  get refusals$(): Observable<ViewerRefusal> {
    return this.refused.asObservable();
  }

  /** All that have a place, of one stream or of all. */
  list(streamName?: string): readonly ImageViewer[] {
    const all = [...this.viewers];
    return streamName === undefined ? all : all.filter((each) => each.streamName === streamName);
  }

  snapshot(): readonly PeerSnapshot[] {
    return this.list().map((viewer) => viewer.snapshot());
  }

  /** Counts a viewer until it {@link leave leaves}. */
  add(viewer: ImageViewer): void {
    this.viewers.add(viewer);
    this.publish();
  }

  /** Notes that a viewer is sent its first image. */
  arrive(viewer: ImageViewer): void {
    if (!this.viewers.has(viewer)) return;
    this.arrivals.next(viewer.snapshot());
    this.publish();
  }

  /** Notes that a request was refused. */
  refuse(streamName: string): void {
    this.refused.next({ streamName, mode: 'mjpeg' });
  }

  /**
   * Frees the place of a viewer and ends it. Nothing where it has left already: the first reason is the cause of those that
   * follow.
   */
  leave(viewer: ImageViewer, reason: LeaveReason, detail?: string): void {
    if (!this.viewers.delete(viewer)) return;
    const peer = { ...viewer.snapshot(), state: 'closed' } as const;
    this.departures.next({ peer, reason, ...(detail !== undefined && { detail }) });
    this.publish();
    viewer.end();
  }

  /** Ends all viewers of a stream, or all there are, and says how many there were. */
  leaveAll(streamName: string | undefined, reason: LeaveReason, detail?: string): number {
    const leaving = this.list(streamName);
    for (const viewer of leaving) this.leave(viewer, reason, detail);
    return leaving.length;
  }

  /** Ends all viewers, since the server ends. */
  close(): void {
    this.leaveAll(undefined, 'shutdown');
    for (const subject of [this.snapshots, this.arrivals, this.departures, this.refused]) subject.complete();
  }

  private publish(): void {
    this.snapshots.next(this.snapshot());
  }
}
