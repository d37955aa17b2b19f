import { BehaviorSubject, type Observable } from 'rxjs';
import type { PeerSnapshot } from './peer-snapshot.interface.js';
import type { PeerLedger, RegisteredPeer } from './viewer-server.interface.js';

/** All viewers of a process, by id and by secret. */
export class PeerRegistry implements PeerLedger {
  private readonly byToken = new Map<string, RegisteredPeer>();
  private readonly snapshots = new BehaviorSubject<readonly PeerSnapshot[]>([]);

  /** The viewers now, and after each {@link announce}. */
  get peers$(): Observable<readonly PeerSnapshot[]> {
    return this.snapshots.asObservable();
  }

  get size(): number {
    return this.byToken.size;
  }

  add(peer: RegisteredPeer): void {
    this.byToken.set(peer.sessionToken, peer);
    this.announce();
  }

  remove(peer: RegisteredPeer): void {
    if (this.byToken.delete(peer.sessionToken)) this.announce();
  }

  get(sessionToken: string): RegisteredPeer | undefined {
    return this.byToken.get(sessionToken);
  }

  /** The viewers of one stream, or of all. */
  list(streamName?: string): RegisteredPeer[] {
    const peers = [...this.byToken.values()];
    return streamName === undefined ? peers : peers.filter((peer) => peer.streamName === streamName);
  }

  snapshot(): readonly PeerSnapshot[] {
    return this.list().map((peer) => peer.snapshot());
  }

  /** Tells the subscribers that something about a viewer has changed. */
  announce(): void {
    this.snapshots.next(this.snapshot());
  }

  close(): void {
    this.snapshots.complete();
  }
}
