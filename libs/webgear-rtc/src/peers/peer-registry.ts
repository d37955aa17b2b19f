import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import type { LeaveReason } from './leave-reason.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';
import type { IceAnswer, IceDescription, ViewerPreferences } from './peer-manager.interface.js';

/** One peer as the registration keeps it, whichever thread serves it. */
export interface RegisteredPeer {
  readonly peerId: string;
  readonly sessionToken: string;
  readonly streamName: string;
  /**
   * Ends the session and releases everything. A second call does nothing.
   *
   * @param detail see {@link PeerDeparture.detail}
   */
  close(reason: LeaveReason, detail?: string): void;
  /** What its page wants of the quality ladder; what is left out stays as it was. */
  prefer(preferences: ViewerPreferences): void;
  /** Candidates that it found after its offer, as what follows `a=candidate:`. */
  addCandidates(candidates: readonly string[]): void;
  /** Its network has changed: new credentials, while keys and media stay as they are. */
  restartIce(remote: IceDescription, localAddress: string | undefined): Promise<IceAnswer>;
  snapshot(): PeerSnapshot;
}

/** The end of a viewer. */
export interface PeerDeparture {
  /** Its last counters. */
  readonly peer: PeerSnapshot;
  /** Why it has ended. */
  readonly reason: LeaveReason;
  /** What is known beyond the reason: what failed, or the text of the application that closed it. */
  readonly detail?: string | undefined;
}

/** A viewer that was not admitted. */
export interface ViewerRefusal {
  readonly streamName: string;
  readonly mode: PeerSnapshot['mode'];
}

/** What is told of viewers as they come and go, whether they watch by WebRTC or by MJPEG. */
export interface ViewerEvents {
  /** Each viewer that is connected now, or is sent its first image. */
  readonly arrivals$: Observable<PeerSnapshot>;
  /** Each viewer that has ended, with its last counters; those that have not {@link hasJoined joined} among them. */
  readonly departures$: Observable<PeerDeparture>;
  /** Each offer, and each request for `stream.mjpeg`, that was refused before there was a viewer. */
  readonly refusals$: Observable<ViewerRefusal>;
}

/** Whether a viewer was ever sent video: its session was connected, or it got an image. */
export function hasJoined({ mode, transport, framesSent }: PeerSnapshot): boolean {
  return mode === 'mjpeg' ? framesSent > 0 : transport !== undefined;
}

/** Injects {@link ViewerEvents}. */
export const VIEWER_EVENTS = Symbol('WebGearRtcViewerEvents');

/**
 * The peers of one thread, by their secrets. That of the main thread has the peers of all threads: those of a worker as
 * snapshots.
 */
export class PeerRegistry {
  private readonly byToken = new Map<string, RegisteredPeer>();
  private readonly snapshots = new BehaviorSubject<readonly PeerSnapshot[]>([]);
  private readonly announced = new Subject<RegisteredPeer>();
  private readonly departed = new Subject<PeerDeparture>();

  /** The peers now, and after each change. */
  get peers$(): Observable<readonly PeerSnapshot[]> {
    return this.snapshots.asObservable();
  }

  /** Each peer whose state has changed. */
  get changes$(): Observable<RegisteredPeer> {
    return this.announced.asObservable();
  }

  /** Each peer that has ended, with its last counters. */
  get departures$(): Observable<PeerDeparture> {
    return this.departed.asObservable();
  }

  get size(): number {
    return this.byToken.size;
  }

  add(peer: RegisteredPeer): void {
    this.byToken.set(peer.sessionToken, peer);
    this.publish();
  }

  /** A peer has ended; see {@link PeerDeparture}. */
  remove(peer: RegisteredPeer, reason: LeaveReason, detail?: string): void {
    if (!this.byToken.delete(peer.sessionToken)) return;
    this.departed.next({ peer: peer.snapshot(), reason, detail });
    this.publish();
  }

  get(sessionToken: string): RegisteredPeer | undefined {
    return this.byToken.get(sessionToken);
  }

  /** The peers of one stream, or of all. */
  list(streamName?: string): RegisteredPeer[] {
    const peers = [...this.byToken.values()];
    return streamName === undefined ? peers : peers.filter((peer) => peer.streamName === streamName);
  }

  snapshot(): readonly PeerSnapshot[] {
    return this.list().map((peer) => peer.snapshot());
  }

  /** The state of a peer has changed. */
  announce(peer: RegisteredPeer): void {
    this.announced.next(peer);
    this.publish();
  }

  close(): void {
    this.snapshots.complete();
    this.announced.complete();
    this.departed.complete();
  }

  private publish(): void {
    this.snapshots.next(this.snapshot());
  }
}
