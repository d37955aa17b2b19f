import {
  basicAuthorization,
  credentialsOf,
  digestAuthorization,
  type Credentials,
} from '../http/http-credentials.js';

/** Challenges that are longer are none. */
const MAX_CHALLENGE_CHARACTERS = 4096;

/** Answers the challenges of a server (RFC 2326, D.1), with the user name and password of an address. */
export class RtspAuthorization {
  private readonly credentials: Credentials | undefined;
  private challenge: string | undefined;
  private uses = 0;
  private hasSucceeded = false;

  /** @param url with credentials, if there are any */
  constructor(url: string) {
    this.credentials = credentialsOf(url);
  }

  /**
   * Takes the challenge of a refused request.
   *
   * @param wasAuthorized whether that request had an answer to a challenge
   * @returns whether to try again: a refused answer is final, unless its nonce has become stale (RFC 7616, 3.3)
   */
  accept(challenge: string | undefined, wasAuthorized: boolean): boolean {
    if (this.credentials === undefined || challenge === undefined) return false;
    if (challenge.length > MAX_CHALLENGE_CHARACTERS || !/\b(?:basic|digest)\b/i.test(challenge)) return false;
    if (wasAuthorized && !this.hasSucceeded && !/\bstale\s*=\s*"?true/i.test(challenge)) return false;
    this.challenge = challenge;
    this.uses = 0;
    this.hasSucceeded = false;
    return true;
  }

  /** A request was not refused: the credentials are right, and a later refusal is due to the nonce. */
  succeeded(): void {
    this.hasSucceeded = true;
  }

  /** The `Authorization` of a request; `undefined` before the first challenge, or without credentials. */
  headerFor(method: string, url: string): string | undefined {
    const { challenge, credentials } = this;
    if (challenge === undefined || credentials === undefined) return undefined;
    const digest = digestAuthorization(challenge, method, url, credentials, ++this.uses);
    return digest ?? (/\bbasic\b/i.test(challenge) ? basicAuthorization(credentials) : undefined);
  }
}
