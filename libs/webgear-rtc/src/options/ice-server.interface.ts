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
}

/**
 * Which candidates may be used: all, or only those of TURN servers.
 *
 * @publicApi
 */
export type IceTransportPolicy = 'all' | 'relay';
