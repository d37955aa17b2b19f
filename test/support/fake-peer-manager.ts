import { of } from 'rxjs';
import type {
  PeerAnswer,
  PeerManager,
  PeerOffer,
} from '../../libs/webgear-rtc/src/peers/peer-manager.interface.js';

/** Answers every offer, and remembers what it was asked. */
export class FakePeerManager implements PeerManager {
  readonly peers$ = of([]);
  readonly offers: PeerOffer[] = [];
  readonly closedTokens: string[] = [];
  readonly askedStreams: string[] = [];
  readonly closedStreamNames: string[] = [];
  closedStreams = 0;
  /** What `connect()` rejects with, when set. */
  refusal: Error | undefined;

  snapshot(): readonly [] {
    return [];
  }

  async connect(streamName: string, offer: PeerOffer): Promise<PeerAnswer> {
    if (this.refusal !== undefined) throw this.refusal;
    this.offers.push(offer);
    this.askedStreams.push(streamName);
    return { sdp: 'v=0 answer', type: 'answer', peerId: 'peer-1', sessionToken: 'secret-1' };
  }

  closePeer(sessionToken: string): boolean {
    this.closedTokens.push(sessionToken);
    return sessionToken === 'secret-1';
  }

  closeAll(streamName: string): number {
    this.closedStreamNames.push(streamName);
    this.closedStreams++;
    return 1;
  }
}
