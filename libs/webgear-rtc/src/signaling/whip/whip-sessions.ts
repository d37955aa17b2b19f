import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { PublisherManager } from '../../publisher-manager.service.js';

/** What is remembered of a session that was begun over WHIP. */
export interface WhipSession {
  /** The viewer's ICE user name, from its offer: a fragment with another one asks for an ICE restart. */
  readonly usernameFragment: string | undefined;
  /** Identifies the ICE session (draft-ietf-wish-whep, 4.4); with its quotes. */
  readonly etag: string;
}

/** Sessions beyond this number are looked through for those that have ended. */
const fewest = 64;

/** The sessions that were begun over WHIP, by their tokens. */
@Injectable()
export class WhipSessions {
  private readonly byToken = new Map<string, WhipSession>();
  private pruneAt = fewest;

  constructor(@Inject(PublisherManager) private readonly publishers: PublisherManager) {}

  /** Remembers a session until it ends. */
  add(sessionToken: string, usernameFragment: string | undefined): WhipSession {
    const hash = createHash('sha256')
      .update(`${sessionToken}/${usernameFragment ?? ''}`)
      .digest('base64url');
    const session = { usernameFragment, etag: `"${hash.slice(0, 16)}"` };
    this.byToken.set(sessionToken, session);
    if (this.byToken.size > this.pruneAt) this.prune();
    return session;
  }

  /** A session that has not ended. */
  find(sessionToken: string): WhipSession | undefined {
    const isThere = this.publishers.has(sessionToken);
    if (!isThere) this.byToken.delete(sessionToken);
    return this.byToken.get(sessionToken);
  }

  private prune(): void {
    for (const sessionToken of this.byToken.keys()) this.find(sessionToken);
    this.pruneAt = Math.max(fewest, 2 * this.byToken.size);
  }
}
