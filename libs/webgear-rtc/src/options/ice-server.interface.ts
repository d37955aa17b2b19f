/**
 * Servers that help viewers through networks, in the form that browsers take.
 *
 * @publicApi
 */
export interface IceServer {
  /** `stun:host`, `turn:host`, `turn:host?transport=tcp`, `turns:host`, each with `:port` behind the host where it needs one. */
  readonly urls: string | readonly string[];
  /** Whose name a TURN server is given. */
  readonly username?: string;
  /** The password to the name. */
  readonly credential?: string;
}

/**
 * Which ways to viewers may be used: all there are, or only those through TURN servers.
 *
 * @publicApi
 */
export type IceTransportPolicy = 'all' | 'relay';
