import { Inject, Injectable } from '@nestjs/common';
import { filter, Subject, takeUntil, type Observable } from 'rxjs';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { StreamState } from '../media/stream-stats.js';
import { VIEWER_EVENTS, type PeerDeparture, type ViewerEvents } from '../peers/peer-registry.js';
import type {
  MjpegViewerSnapshot,
  PeerSnapshot,
  WebRtcViewerSnapshot,
} from '../peers/peer-snapshot.interface.js';
import { CaptureService } from '../sources/capture.service.js';
import { sessionTotals } from './session-totals.js';
import type {
  EventViewer,
  SourceFailure,
  StreamStateChange,
  ViewerJoined,
  ViewerLeft,
} from './webgear-rtc-events.js';

/** What happens to the viewers and sources of a registration, as it happens. Subscribers must not throw. */
@Injectable()
export class RegistrationEvents {
  private readonly joined = new Subject<ViewerJoined>();
  private readonly left = new Subject<ViewerLeft>();
  private readonly states = new Subject<StreamStateChange>();
  private readonly failures = new Subject<SourceFailure>();
  /** Names of streams by the ids of the viewers that have joined. */
  private readonly present = new Map<string, string>();

  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(CaptureService) private readonly captures: CaptureService,
    @Inject(VIEWER_EVENTS) viewers: ViewerEvents,
  ) {
    for (const { name } of streams.list()) this.watch(name);
    // All complete when the application ends.
    streams.changes$.subscribe({
      next: ({ kind, stream }) => {
        if (kind === 'added') this.watch(stream.name);
      },
      complete: () => {
        this.states.complete();
        this.failures.complete();
      },
    });
    viewers.arrivals$.subscribe({
      next: (viewer) => this.arrive(viewer),
      complete: () => this.joined.complete(),
    });
    viewers.departures$.subscribe({
      next: (departure) => this.depart(departure),
      complete: () => this.left.complete(),
    });
  }

  get viewerJoined$(): Observable<ViewerJoined> {
    return this.joined.asObservable();
  }

  get viewerLeft$(): Observable<ViewerLeft> {
    return this.left.asObservable();
  }

  get streamState$(): Observable<StreamStateChange> {
    return this.states.asObservable();
  }

  get sourceFailed$(): Observable<SourceFailure> {
    return this.failures.asObservable();
  }

  private watch(streamName: string): void {
    // Of a stream of another machine only the state is known.
    const capture = this.captures.has(streamName) ? this.captures.get(streamName) : undefined;
    const state$ = capture?.state$ ?? this.streams.get(streamName).state$;
    const removed$ = this.streams.changes$.pipe(
      filter(({ kind, stream }) => kind === 'removed' && stream.name === streamName),
    );
    let previous: StreamState = 'idle';
    const change = (state: StreamState): void => {
      if (state === previous) return;
      const info = capture?.info;
      const source = state === 'live' && info !== undefined ? { source: info } : {};
      this.states.next({ streamName, state, previous, ...source });
      previous = state;
    };
    state$.pipe(takeUntil(removed$)).subscribe({ next: change, complete: () => change('closed') });
    capture?.failures$.pipe(takeUntil(removed$)).subscribe((thrown) => {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const code = error instanceof WebGearRtcError ? { code: error.code } : {};
      this.failures.next({ streamName, error, ...code });
    });
  }

  private arrive(viewer: PeerSnapshot): void {
    const { peerId, streamName } = viewer;
    if (this.present.has(peerId)) return;
    this.present.set(peerId, streamName);
    this.joined.next({ ...eventViewer(viewer), streamName, viewers: this.viewersOf(streamName) });
  }

  private depart({ peer: viewer, reason, detail }: PeerDeparture): void {
    const { peerId, streamName } = viewer;
    if (!this.present.delete(peerId)) return;
    this.left.next({
      ...eventViewer(viewer),
      streamName,
      reason,
      ...(detail !== undefined && { detail }),
      totals: sessionTotals(viewer, Date.now()),
      viewers: this.viewersOf(streamName),
    });
  }

  private viewersOf(streamName: string): number {
    let viewers = 0;
    for (const name of this.present.values()) if (name === streamName) viewers++;
    return viewers;
  }
}

function eventViewer(viewer: PeerSnapshot): EventViewer {
  return viewer.mode === 'mjpeg'
    ? { transport: 'mjpeg', viewer: viewer as MjpegViewerSnapshot }
    : { transport: 'webrtc', viewer: viewer as WebRtcViewerSnapshot };
}
