import { createHash } from 'node:crypto';

/** What is remembered of a session that was begun by an offer in the body of a request. */
export interface SdpSession {
  /** The peer's ICE user name, from its offer: a fragment with another one asks for an ICE restart. */
  readonly usernameFragment: string | undefined;
  /** Identifies the ICE session (draft-ietf-wish-whep, 4.4; RFC 9725, 4.3.1); with its quotes. */
  readonly etag: string;
}

/** Sessions beyond this number are looked through for those that have ended. */
const fewest = 64;

/** Injects the {@link SdpSessions} of viewers: those of `whep`, and those of `offer`, whose pages restart ICE as WHEP does. */
export const VIEWER_SESSIONS = Symbol('WebGearRtcViewerSessions');

/** The sessions of one kind of endpoint, by their tokens. */
export class SdpSessions {
  private readonly byToken = new Map<string, SdpSession>();
  private pruneAt = fewest;

  /** @param isAlive whether a session has not ended */
  constructor(private readonly isAlive: (sessionToken: string) => boolean) {}

  /** Remembers a session until it ends. */
  add(sessionToken: string, usernameFragment: string | undefined): SdpSession {
    const hash = createHash('sha256')
      .update(`${sessionToken}/${usernameFragment ?? ''}`)
      .digest('base64url');
    const session = { usernameFragment, etag: `"${hash.slice(0, 16)}"` };
    this.byToken.set(sessionToken, session);
    if (this.byToken.size > this.pruneAt) this.prune();
    return session;
  }

  /** A session that has not ended. */
  find(sessionToken: string): SdpSession | undefined {
    if (!this.isAlive(sessionToken)) this.byToken.delete(sessionToken);
    return this.byToken.get(sessionToken);
  }

  private prune(): void {
    for (const sessionToken of this.byToken.keys()) this.find(sessionToken);
    this.pruneAt = Math.max(fewest, 2 * this.byToken.size);
  }
}
