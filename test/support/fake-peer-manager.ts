import { BehaviorSubject } from 'rxjs';
import type {
  IceAnswer,
  IceDescription,
  PeerAnswer,
  PeerManager,
  PeerOffer,
  ViewerPreferences,
} from '../../libs/webgear-rtc/src/peers/peer-manager.interface.js';
import type { PeerSnapshot } from '../../libs/webgear-rtc/src/peers/peer-snapshot.interface.js';

/** The viewer whose secret is `secret-1`. */
export const connectedPeer: PeerSnapshot = {
  peerId: 'peer-1',
  streamName: 'default',
  mode: 'webrtc',
  state: 'connected',
  codec: 'h264',
  remoteAddress: '192.0.2.1',
  createdAtMs: 0,
  framesSent: 0,
  framesDropped: 0,
  packetsSent: 0,
  bytesSent: 0,
  packetsRetransmitted: 0,
  nacksReceived: 0,
  keyFrameRequests: 0,
  fractionLost: 0.25,
  roundTripTimeMs: 40,
  rung: 'half',
  rungs: [
    { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000 },
    { rung: 'half', width: 640, height: 360, bitrateBps: 800_000 },
  ],
  estimateBps: 1_000_000,
  targetBps: 800_000,
  queueMs: 12,
  freezes: 1,
  tooSlow: false,
};

/** Answers every offer, and remembers what it was asked. */
export class FakePeerManager implements PeerManager {
  /** @param secret token of its only session */
  constructor(public secret = 'secret-1') {}

  readonly peers$ = new BehaviorSubject<readonly PeerSnapshot[]>([]);
  readonly offers: PeerOffer[] = [];
  readonly closedTokens: string[] = [];
  readonly preferences: ViewerPreferences[] = [];
  readonly candidates: string[] = [];
  readonly restarts: IceDescription[] = [];
  readonly askedStreams: string[] = [];
  readonly closedStreamNames: string[] = [];
  closedStreams = 0;
  /** The viewers there are. */
  watching: readonly PeerSnapshot[] = [];
  /** What `connect()` rejects with, when set. */
  refusal: Error | undefined;

  snapshot(): readonly PeerSnapshot[] {
    return this.watching;
  }

  async connect(streamName: string, offer: PeerOffer): Promise<PeerAnswer> {
    if (this.refusal !== undefined) throw this.refusal;
    this.offers.push(offer);
    this.askedStreams.push(streamName);
    return { sdp: 'v=0 answer', type: 'answer', peerId: 'peer-1', sessionToken: this.secret };
  }

  has(sessionToken: string): boolean {
    return sessionToken === this.secret;
  }

  find(sessionToken: string): PeerSnapshot | undefined {
    return sessionToken === this.secret ? connectedPeer : undefined;
  }

  closePeer(sessionToken: string): boolean {
    this.closedTokens.push(sessionToken);
    return sessionToken === this.secret;
  }

  addCandidates(sessionToken: string, candidates: readonly string[]): boolean {
    if (sessionToken !== this.secret) return false;
    this.candidates.push(...candidates);
    return true;
  }

  async restartIce(sessionToken: string, remote: IceDescription): Promise<IceAnswer | undefined> {
    if (sessionToken !== this.secret) return undefined;
    this.restarts.push(remote);
    const candidates = ['1 1 udp 2130706431 192.0.2.1 8189 typ host'];
    return {
      usernameFragment: `ours${this.restarts.length}`,
      password: 'a password of ours',
      candidates,
      isLite: true,
    };
  }

  prefer(sessionToken: string, preferences: ViewerPreferences): PeerSnapshot | undefined {
    if (sessionToken !== this.secret) return undefined;
    this.preferences.push(preferences);
    return connectedPeer;
  }

  kick(peerId: string): boolean {
    return peerId === 'peer-1';
  }

  kickAll(): number {
    return 1;
  }

  closeAll(streamName: string): number {
    this.closedStreamNames.push(streamName);
    this.closedStreams++;
    return 1;
  }
}
