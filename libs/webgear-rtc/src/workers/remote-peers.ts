import type { StreamDescription } from '../broadcast/stream-engine.js';
import type { ViewPermission } from '../options/access-options.interface.js';
import type { Admission } from '../peers/admission-control.js';
import type {
  IceAnswer,
  IceDescription,
  PeerAnswer,
  PeerOffer,
  ViewerPreferences,
} from '../peers/peer-manager.interface.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { unansweredText, type LeaveReason } from '../peers/leave-reason.js';
import type { PeerRegistry, RegisteredPeer } from '../peers/peer-registry.js';
import { permissionSnapshot, type PermissionSnapshot } from '../peers/known-viewer.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import { fromThreadError, toThreadError } from './thread-error.js';
import type { PeerEvent, WorkerCommand } from './worker-messages.js';

/** An offer that has not been answered yet. */
interface PendingOffer {
  readonly streamName: string;
  readonly remoteAddress: string | undefined;
  readonly permission: ViewPermission | undefined;
  readonly admission: Admission;
  readonly resolve: (answer: PeerAnswer) => void;
  readonly reject: (error: Error) => void;
}

interface PendingRestart {
  readonly resolve: (answer: IceAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** The peers of one worker as the main thread has them: their offers, admission, and latest snapshots. */
export class RemotePeers {
  private readonly offers = new Map<string, PendingOffer>();
  private readonly peers = new Map<string, RemotePeer>();

  constructor(
    private readonly registry: PeerRegistry,
    private readonly post: (command: WorkerCommand) => void,
  ) {}

  /** How many there are, with those whose offers are still to be answered. */
  get size(): number {
    return new Set([...this.offers.keys(), ...this.peers.keys()]).size;
  }

  /** See `ViewerServer.accept`. Counts the peer before it returns. */
  accept(stream: StreamDescription, offer: PeerOffer, admission: Admission): Promise<PeerAnswer> {
    const { peerId, sessionToken } = admission;
    const { permission, ...sent } = offer;
    const { remoteAddress } = offer;
    const { maxRung } = permission ?? {};
    return new Promise((resolve, reject) => {
      this.offers.set(sessionToken, {
        streamName: stream.name,
        remoteAddress,
        permission,
        admission,
        resolve,
        reject,
      });
      // Who it is stays here: what the application keeps with it may be nothing that a message can carry.
      const kept = { ...sent, ...(maxRung !== undefined && { permission: { maxRung } }) };
      this.post({ kind: 'accept', peerId, sessionToken, stream, offer: kept });
    });
  }

  /** Takes an event. One of a peer that has been closed here meanwhile means nothing. */
  receive(event: PeerEvent): void {
    switch (event.kind) {
      case 'admit':
        return this.admit(event);
      case 'answered':
        return this.takeOffer(event.sessionToken)?.resolve(event.answer);
      case 'not-answered':
        this.peers.get(event.sessionToken)?.close('failed', unansweredText);
        return this.takeOffer(event.sessionToken)?.reject(fromThreadError(event.error));
      case 'ice-restarted':
        return this.peers.get(event.sessionToken)?.takeRestart()?.resolve(event.answer);
      case 'ice-not-restarted':
        return this.peers.get(event.sessionToken)?.takeRestart()?.reject(fromThreadError(event.error));
      case 'state':
        return this.readState(event.sessionToken, event.snapshot);
      case 'snapshots':
        for (const [sessionToken, snapshot] of event.snapshots)
          this.peers.get(sessionToken)?.report(snapshot);
        return;
      case 'closed':
        return this.peers.get(event.sessionToken)?.close(event.reason, event.detail);
    }
  }

  /** The worker has ended, and its peers with it. */
  end(reason: string, error: Error): void {
    for (const peer of this.peers.values()) peer.close('failed', reason);
    for (const sessionToken of this.offers.keys()) this.takeOffer(sessionToken)?.reject(error);
  }

  private takeOffer(sessionToken: string): PendingOffer | undefined {
    const offer = this.offers.get(sessionToken);
    this.offers.delete(sessionToken);
    return offer;
  }

  private readState(sessionToken: string, snapshot: PeerSnapshot): void {
    const peer = this.peers.get(sessionToken);
    if (peer === undefined) return;
    peer.report(snapshot);
    this.registry.announce(peer);
  }

  /** Nothing is awaited between admission and registration, so that two peers cannot take the same last place. */
  private admit({ sessionToken, codec }: Extract<PeerEvent, { readonly kind: 'admit' }>): void {
    const offer = this.offers.get(sessionToken);
    if (offer === undefined) return;
    const { admission, streamName, remoteAddress, permission } = offer;
    try {
      const admitted = admission.admit(codec);
      if (admitted !== undefined) throw new Error('the main thread decides at once');
      const peer = new RemotePeer(
        {
          peerId: admission.peerId,
          streamName,
          mode: 'webrtc',
          state: 'connecting',
          codec,
          ...(remoteAddress !== undefined && { remoteAddress }),
          createdAtMs: Date.now(),
          framesSent: 0,
          framesDropped: 0,
          packetsSent: 0,
          bytesSent: 0,
          packetsRetransmitted: 0,
          nacksReceived: 0,
          keyFrameRequests: 0,
          fractionLost: 0,
        },
        permissionSnapshot(permission),
        sessionToken,
        (command) => this.post(command),
        (reason, detail) => this.closed(peer, admission, reason, detail),
      );
      this.peers.set(sessionToken, peer);
      this.registry.add(peer);
      this.post({ kind: 'admitted', sessionToken });
    } catch (error) {
      this.post({ kind: 'refused', sessionToken, error: toThreadError(error) });
    }
  }

  private closed(peer: RemotePeer, admission: Admission, reason: LeaveReason, detail?: string): void {
    const { sessionToken } = peer;
    this.peers.delete(sessionToken);
    // Also where the worker has closed it itself, to which this means nothing.
    this.post({ kind: 'close-peer', sessionToken, reason, detail });
    this.registry.remove(peer, reason, detail);
    admission.onClosed(reason, detail);
  }
}

/** A peer that a worker serves: what its worker last said of it. */
class RemotePeer implements RegisteredPeer {
  private isClosed = false;
  private readonly restarts: PendingRestart[] = [];

  constructor(
    private latest: PeerSnapshot,
    private readonly identity: PermissionSnapshot,
    readonly sessionToken: string,
    private readonly post: (command: WorkerCommand) => void,
    private readonly onClosed: (reason: LeaveReason, detail?: string) => void,
  ) {}

  get peerId(): string {
    return this.latest.peerId;
  }

  get streamName(): string {
    return this.latest.streamName;
  }

  report(snapshot: PeerSnapshot): void {
    this.latest = snapshot;
  }

  prefer(preferences: ViewerPreferences): void {
    const { sessionToken } = this;
    if (!this.isClosed) this.post({ kind: 'prefer', sessionToken, preferences });
  }

  addCandidates(candidates: readonly string[]): void {
    const { sessionToken } = this;
    if (!this.isClosed) this.post({ kind: 'candidates', sessionToken, candidates });
  }

  restartIce(remote: IceDescription, localAddress: string | undefined): Promise<IceAnswer> {
    const { sessionToken } = this;
    return new Promise((resolve, reject) => {
      if (this.isClosed) return reject(new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined));
      this.restarts.push({ resolve, reject });
      this.post({ kind: 'restart-ice', sessionToken, remote, localAddress });
    });
  }

  /** Who waits longest for an answer to a restart. */
  takeRestart(): PendingRestart | undefined {
    return this.restarts.shift();
  }

  close(reason: LeaveReason, detail?: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const { reject } of this.restarts.splice(0)) {
      reject(new WebGearRtcError('WGR_SESSION_UNKNOWN', undefined));
    }
    this.onClosed(reason, detail);
  }

  snapshot(): PeerSnapshot {
    return { ...this.latest, ...this.identity, ...(this.isClosed && { state: 'closed' }) };
  }
}
