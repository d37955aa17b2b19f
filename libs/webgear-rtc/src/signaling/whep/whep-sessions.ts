import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type PeerManager, PEER_MANAGER } from '../../peers/peer-manager.interface.js';

/** What is remembered of a session. */
export interface WhepSession {
  /** The viewer's ICE user name, from its offer: a fragment with another one asks for an ICE restart. */
  readonly usernameFragment: string | undefined;
  /** Identifies the ICE session (draft-ietf-wish-whep, 4.4); with its quotes. */
  readonly etag: string;
}

/** Sessions beyond this number are looked through for those that have ended. */
const fewest = 64;

/** The sessions of `whep` and `offer`, by their tokens. */
@Injectable()
export class WhepSessions {
  private readonly byToken = new Map<string, WhepSession>();
  private pruneAt = fewest;

  constructor(@Inject(PEER_MANAGER) private readonly peers: PeerManager) {}

  /** Remembers a session until it ends. */
  add(sessionToken: string, usernameFragment: string | undefined): WhepSession {
    const hash = createHash('sha256')
      .update(`${sessionToken}/${usernameFragment ?? ''}`)
      .digest('base64url');
    const session = { usernameFragment, etag: `"${hash.slice(0, 16)}"` };
    this.byToken.set(sessionToken, session);
    if (this.byToken.size > this.pruneAt) this.prune();
    return session;
  }

  /** A session that has not ended. */
  find(sessionToken: string): WhepSession | undefined {
    if (!this.peers.has(sessionToken)) this.byToken.delete(sessionToken);
    return this.byToken.get(sessionToken);
  }

  private prune(): void {
    for (const sessionToken of this.byToken.keys()) this.find(sessionToken);
    this.pruneAt = Math.max(fewest, 2 * this.byToken.size);
  }
}
