/**
 * A STUN or TURN server, in the form that browsers take.
 *
 * @publicApi
 */
export interface IceServer {
  /** `stun:host`, `turn:host`, `turn:host?transport=tcp`, `turns:host`, each with `:port` behind the host where it needs one. */
  readonly urls: string | readonly string[];
  /**
   * User name for a TURN server.
   */
  readonly username?: string;
  /**
   * Password for a TURN server.
   */
  readonly credential?: string;
  /**
   * Secret shared with a TURN server, instead of `credential` (`static-auth-secret` of coturn): each viewer gets an account of its
   * own, which ends after `ttlSeconds`. It is never sent. `username`, if any, becomes part of the names of the accounts.
   */
  readonly secret?: string;
  /**
   * With `secret`, how long accounts last, in seconds, 60 to 604 800. Afterwards the relay gives no new addresses under
   * them; the player of the page gets another account before.
   *
   * @default 86400
   */
  readonly ttlSeconds?: number;
}

/**
 * Which candidates may be used: all, or only those of TURN servers.
 *
 * @publicApi
 */
export type IceTransportPolicy = 'all' | 'relay';
