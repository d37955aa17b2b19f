import { Subject, type Observable } from 'rxjs';
import type { KnownViewer } from './known-viewer.js';
import type { LeaveReason } from './leave-reason.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';

/**
 * One viewer of `stream.mjpeg` at one instant.
 *
 * @publicApi
 */
export interface MjpegViewerSnapshot extends Pick<
  PeerSnapshot,
  'peerId' | 'streamName' | 'remoteAddress' | 'viewer' | 'expiresAtMs'
> {
  /** Time of its request, in milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Images sent. */
  readonly framesSent: number;
  /** Images left out because the viewer was too slow. */
  readonly framesDropped: number;
  /** Bytes of the response body sent. */
  readonly bytesSent: number;
}

/** A viewer of MJPEG. */
export interface ImageViewer extends KnownViewer {
  readonly streamName: string;
  /** Names it in events and to {@link PeerManager.kick}. */
  readonly peerId: string;
  snapshot(): MjpegViewerSnapshot;
  /** Ends its response. */
  end(): void;
}

/** A viewer of MJPEG that is gone, with its last counters. */
export interface ImageViewerDeparture {
  readonly viewer: MjpegViewerSnapshot;
  readonly reason: LeaveReason;
  readonly detail?: string;
}

/** Registry of the viewers of MJPEG; those of WebRTC are in the `PeerRegistry`. */
export class ImageViewers {
  private readonly viewers = new Set<ImageViewer>();
  private readonly arrivals = new Subject<MjpegViewerSnapshot>();
  private readonly departures = new Subject<ImageViewerDeparture>();

  /** Each viewer that is sent its first image. */
  get arrivals$(): Observable<MjpegViewerSnapshot> {
    return this.arrivals.asObservable();
  }

  /** Each viewer that is gone, whether or not it was sent an image. */
  get departures$(): Observable<ImageViewerDeparture> {
    return this.departures.asObservable();
  }

  /** All that have a place, of one stream or of all. */
  list(streamName?: string): readonly ImageViewer[] {
    const all = [...this.viewers];
    return streamName === undefined ? all : all.filter((each) => each.streamName === streamName);
  }

  /** Counts a viewer until it {@link leave leaves}. */
  add(viewer: ImageViewer): void {
    this.viewers.add(viewer);
  }

  /** Notes that a viewer is sent its first image. */
  arrive(viewer: ImageViewer): void {
    if (this.viewers.has(viewer)) this.arrivals.next(viewer.snapshot());
  }

  /**
   * Frees the place of a viewer and ends it. Nothing where it has left already: the first reason is the cause of those that
   * follow.
   */
  leave(viewer: ImageViewer, reason: LeaveReason, detail?: string): void {
    if (!this.viewers.delete(viewer)) return;
    this.departures.next({ viewer: viewer.snapshot(), reason, ...(detail !== undefined && { detail }) });
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
    this.arrivals.complete();
    this.departures.complete();
  }
}
