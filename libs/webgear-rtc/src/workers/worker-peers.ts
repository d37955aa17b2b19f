import type { RemoteStreamEngine } from '../broadcast/remote-stream-engine.js';
import type { StreamDescription, StreamEngine } from '../broadcast/stream-engine.js';
import type { LeaveReason } from '../peers/leave-reason.js';
import { PeerRegistry } from '../peers/peer-registry.js';
import type { ViewerPreferences } from '../peers/peer-manager.interface.js';
import type { ViewerServer } from '../peers/viewer-server.interface.js';
import { fromThreadError, toThreadError, type ThreadError } from './thread-error.js';
import type { PeerEvent, WorkerCommand } from './worker-messages.js';

interface PendingAdmission {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** An engine that knows of its stream what it is told. */
type DescribedEngine = StreamEngine & Partial<Pick<RemoteStreamEngine, 'redescribe'>>;

/** The peers of a worker, as the worker has them. */
export class WorkerPeers {
  readonly registry = new PeerRegistry();
  private readonly admissions = new Map<string, PendingAdmission>();
  /** Session tokens by peer ids. */
  private readonly tokens = new Map<string, string>();
  private readonly engines = new Map<string, DescribedEngine>();

  constructor(
    private readonly post: (event: PeerEvent) => void,
    private readonly createEngine: (description: StreamDescription) => DescribedEngine,
  ) {
    this.registry.changes$.subscribe((peer) => {
      post({ kind: 'state', sessionToken: peer.sessionToken, snapshot: peer.snapshot() });
    });
    // The last counters, ahead of the end: those that the main thread has may be a second old.
    this.registry.departures$.subscribe(({ peer }) => {
      const sessionToken = this.tokens.get(peer.peerId);
      if (sessionToken !== undefined) post({ kind: 'snapshots', snapshots: [[sessionToken, peer]] });
    });
  }

  /** Answers an offer. Does not reject: what goes wrong is reported. */
  async accept(
    server: Pick<ViewerServer, 'accept'>,
    { peerId, sessionToken, stream, offer }: Extract<WorkerCommand, { readonly kind: 'accept' }>,
  ): Promise<void> {
    const { post } = this;
    this.tokens.set(peerId, sessionToken);
    try {
      const answer = await server.accept(this.engineOf(stream), offer, {
        peerId,
        sessionToken,
        // Peers arrive in other workers at the same time: only the main thread knows whether there is a place.
        admit: (codec) =>
          new Promise((resolve, reject) => {
            this.admissions.set(sessionToken, { resolve, reject });
            post({ kind: 'admit', sessionToken, codec });
          }),
        onClosed: (reason, detail) => {
          this.tokens.delete(peerId);
          post({ kind: 'closed', sessionToken, reason, detail });
        },
      });
      post({ kind: 'answered', sessionToken, answer });
    } catch (error) {
      this.tokens.delete(peerId);
      post({ kind: 'not-answered', sessionToken, error: toThreadError(error) });
    }
  }

  admitted(sessionToken: string): void {
    this.takeAdmission(sessionToken)?.resolve();
  }

  refused(sessionToken: string, error: ThreadError): void {
    this.takeAdmission(sessionToken)?.reject(fromThreadError(error));
  }

  /** Applies what a page wants, and reports the peer at once: the page asks for its state in the same request. */
  prefer(sessionToken: string, preferences: ViewerPreferences): void {
    const peer = this.registry.get(sessionToken);
    if (peer === undefined) return;
    peer.prefer(preferences);
    this.post({ kind: 'snapshots', snapshots: [[sessionToken, peer.snapshot()]] });
  }

  addCandidates(sessionToken: string, candidates: readonly string[]): void {
    this.registry.get(sessionToken)?.addCandidates(candidates);
  }

  /** Does not reject: what goes wrong is reported. */
  async restartIce({
    sessionToken,
    remote,
    localAddress,
  }: Extract<WorkerCommand, { readonly kind: 'restart-ice' }>): Promise<void> {
    try {
      const answer = await this.registry.get(sessionToken)?.restartIce(remote, localAddress);
      if (answer !== undefined) this.post({ kind: 'ice-restarted', sessionToken, answer });
    } catch (error) {
      this.post({ kind: 'ice-not-restarted', sessionToken, error: toThreadError(error) });
    }
  }

  close(sessionToken: string, reason: LeaveReason, detail?: string): void {
    this.registry.get(sessionToken)?.close(reason, detail);
  }

  /** Reports the snapshots of all peers. */
  reportAll(): void {
    const snapshots = this.registry.list().map((peer) => [peer.sessionToken, peer.snapshot()] as const);
    if (snapshots.length > 0) this.post({ kind: 'snapshots', snapshots });
  }

  /** A stream has other options from now on; those who watch it go on. */
  reconfigureStream(description: StreamDescription): void {
    this.engines.get(description.name)?.redescribe?.(description);
  }

  /** A stream is removed, and one that is added under its name later is another one. */
  removeStream(streamName: string): void {
    const engine = this.engines.get(streamName);
    this.engines.delete(streamName);
    for (const peer of this.registry.list(streamName)) peer.close('removed');
    void engine?.close();
  }

  private takeAdmission(sessionToken: string): PendingAdmission | undefined {
    const admission = this.admissions.get(sessionToken);
    this.admissions.delete(sessionToken);
    return admission;
  }

  private engineOf(description: StreamDescription): StreamEngine {
    const known = this.engines.get(description.name);
    known?.redescribe?.(description);
    const engine = known ?? this.createEngine(description);
    this.engines.set(description.name, engine);
    return engine;
  }
}
