import type { PlayerState, PlayerTransport } from '../webgear-player.interface.js';

/** Monotonic counters of a session at one instant. */
export interface SessionSample {
  /** Changes whenever anything arrived from the server. */
  readonly heartbeat: string;
  /** Frames decoded so far. */
  readonly framesDecoded: number;
  /** Bytes of video received so far. */
  readonly bytesReceived: number;
  /** Current delay of the jitter buffer, in milliseconds. */
  readonly delayMs: number | undefined;
}

/** Why an offer failed. */
export type Failure =
  /** The server did not answer. */
  | { readonly kind: 'unreachable' }
  /** Browser or server supports no WebRTC, or they have no codec in common. */
  | { readonly kind: 'unsupported' }
  /** The server refused. */
  | {
      readonly kind: 'refusal';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfterSeconds: number | undefined;
    };

/** What a firewall must let through for the media of an answer. */
export interface FirewallRule {
  /** `UDP`, `TCP`. */
  readonly protocols: readonly string[];
  readonly ports: readonly string[];
  readonly hosts: readonly string[];
}

/** Why the player is in its state, where viewers are told more than the state. */
export type StateReason =
  /** The state has lasted longer than usual. */
  | 'long-wait'
  | 'very-long-wait'
  | 'sign-in'
  | 'not-found'
  | 'server-problem'
  | 'unsupported'
  | 'long-hidden'
  | 'autoplay-blocked';

/** Events of a player. */
export type PlaybackEvent =
  /** Playback was requested by the page, or with `byUser` by the viewer. */
  | { readonly type: 'play'; readonly byUser: boolean }
  | { readonly type: 'pause' }
  /** The element or its page is gone. */
  | { readonly type: 'stop' }
  /** The browser starts the video only after a user gesture. */
  | { readonly type: 'autoplay-blocked' }
  /** The server answered the offer; `firewall` names the ports and hosts of its media. */
  | { readonly type: 'answered'; readonly firewall: FirewallRule | undefined }
  | { readonly type: 'connected' }
  | { readonly type: 'first-frame' }
  | { readonly type: 'sample'; readonly sample: SessionSample }
  /** The connection is over. */
  | { readonly type: 'lost' }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** State of the stream; `undefined` if the server did not answer. */
  | { readonly type: 'server-state'; readonly state: string | undefined }
  /** Whether the connection is too slow; `undefined` if the server does not say it. */
  | { readonly type: 'quality'; readonly isTooSlow: boolean | undefined }
  /** Time has passed. */
  | { readonly type: 'tick' }
  /** The network changed or the computer slept. */
  | { readonly type: 'network-changed' }
  | { readonly type: 'hidden' }
  | { readonly type: 'shown' }
  /** A new image of the compatibility mode is on screen. */
  | { readonly type: 'fallback-image'; readonly bytes: number }
  /** The response with the images ended. `failure` is `undefined` if it had begun. */
  | { readonly type: 'fallback-lost'; readonly failure?: Failure | undefined };

/** What the player shows. */
export interface PlaybackView {
  readonly state: PlayerState;
  readonly transport: PlayerTransport;
  readonly reason?: StateReason | undefined;
  /** The server's message, which is English. */
  readonly detail: string;
  /** What keeps the media from arriving, while the state is `blocked`. */
  readonly firewall?: FirewallRule | undefined;
  /** Whole seconds until the next attempt, 0 during one; `undefined` if none is planned. */
  readonly retryInSeconds: number | undefined;
}

/** Side effects of the state machine. */
export interface PlaybackActions {
  /** Starts a session. `takesOver`: may replace another window. */
  openSession(takesOver: boolean): void;
  /** Closes the session and notifies the server. */
  closeSession(): void;
  /** Starts a video that autoplay rules blocked. */
  resumeVideo(): void;
  /** Queries the state of the stream. */
  queryState(): void;
  /** Asks whether the connection is too slow. */
  queryQuality(): void;
  /** Requests the images of the compatibility mode; replaces an earlier response. */
  showFallback(): void;
  hideFallback(): void;
  /** Called when the view changed. */
  show(view: PlaybackView): void;
}

/** Settings of a player. */
export interface PlaybackSettings {
  /** Whether the compatibility mode may be shown. */
  readonly mayFallBack: boolean;
}
