import { Inject, Injectable } from '@nestjs/common';
import { filter, Subject, takeUntil, type Observable } from 'rxjs';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { StreamState } from '../media/stream-stats.js';
import type { LeaveReason } from '../peers/leave-reason.js';
import { VIEWER_EVENTS, type ViewerEvents } from '../peers/peer-registry.js';
import { ViewerRules } from '../peers/viewer-rules.js';
import { CaptureService } from '../sources/capture.service.js';
import { imageTotals, sessionTotals } from './session-totals.js';
import type {
  EventViewer,
  SessionTotals,
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
    @Inject(ViewerRules) { images }: Pick<ViewerRules, 'images'>,
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
      next: (viewer) => this.arrive({ transport: 'webrtc', viewer }),
      complete: () => this.joined.complete(),
    });
    viewers.departures$.subscribe({
      next: ({ peer: viewer, ...why }) =>
        this.depart({ transport: 'webrtc', viewer }, why, sessionTotals(viewer, Date.now())),
      complete: () => this.left.complete(),
    });
    images.arrivals$.subscribe((viewer) => this.arrive({ transport: 'mjpeg', viewer }));
    images.departures$.subscribe(({ viewer, ...why }) =>
      this.depart({ transport: 'mjpeg', viewer }, why, imageTotals(viewer, Date.now())),
    );
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

  private arrive(arrived: EventViewer): void {
    const { peerId, streamName } = arrived.viewer;
    if (this.present.has(peerId)) return;
    this.present.set(peerId, streamName);
    this.joined.next({ ...arrived, streamName, viewers: this.viewersOf(streamName) });
  }

  private depart(
    departed: EventViewer,
    { reason, detail }: { readonly reason: LeaveReason; readonly detail?: string | undefined },
    totals: SessionTotals,
  ): void {
    const { peerId, streamName } = departed.viewer;
    if (!this.present.delete(peerId)) return;
    const why = { reason, ...(detail !== undefined && { detail }) };
    this.left.next({ ...departed, streamName, ...why, totals, viewers: this.viewersOf(streamName) });
  }

  private viewersOf(streamName: string): number {
    let viewers = 0;
    for (const name of this.present.values()) if (name === streamName) viewers++;
    return viewers;
  }
}
