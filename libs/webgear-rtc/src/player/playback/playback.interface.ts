import type { PlayerState, PlayerTransport } from '../webgear-player.interface.js';

/** What a session measured at one instant; counters only grow. */
export interface SessionSample {
  /** Changes whenever the server was heard of. */
  readonly sign: string;
  /** Pictures that came out of the decoder. */
  readonly framesDecoded: number;
  /** Bytes of video that came in. */
  readonly bytesReceived: number;
  /** How long a picture waits in the browser's buffer now, in milliseconds. */
  readonly delayMs: number | undefined;
}

/** Why an offer led to no connection. */
export type Failure =
  /** The server gave no answer at all. */
  | { readonly kind: 'unreachable' }
  /** This browser and this server have no way to speak to each other over WebRTC. */
  | { readonly kind: 'unsupported' }
  /** The server said no. */
  | {
      readonly kind: 'refusal';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfterSeconds: number | undefined;
    };

/** What happens to a player. */
export type PlaybackEvent =
  /** Somebody wants to see it: the page, or with `byHand` the viewer. */
  | { readonly type: 'play'; readonly byHand: boolean }
  | { readonly type: 'pause' }
  /** There is nothing to play, or nobody who could see it. */
  | { readonly type: 'stop' }
  /** The browser starts the video only after a touch. */
  | { readonly type: 'touch-needed' }
  /** The server answered the offer; `openings` says where media would have to get through. */
  | { readonly type: 'answered'; readonly openings: string }
  | { readonly type: 'connected' }
  | { readonly type: 'picture' }
  | { readonly type: 'sample'; readonly sample: SessionSample }
  /** The connection is over. */
  | { readonly type: 'lost' }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** What the server says of the stream; `undefined` when it does not answer. */
  | { readonly type: 'server-state'; readonly state: string | undefined }
  /** Time has passed. */
  | { readonly type: 'tick' }
  /** What was true of the network may not be any more: it changed, or the computer slept. */
  | { readonly type: 'stirred' }
  | { readonly type: 'hidden' }
  | { readonly type: 'shown' }
  /** An image of the compatibility mode that is another than the last one. */
  | { readonly type: 'fallback-image'; readonly bytes: number }
  /** Its response ended; without `failure`, after it had begun. */
  | { readonly type: 'fallback-lost'; readonly failure?: Failure | undefined };

/** What is to be seen. */
export interface PlaybackView {
  readonly state: PlayerState;
  readonly transport: PlayerTransport;
  /** More words than the state has of its own: the server's reason, or what to open. */
  readonly detail: string;
  /** Whole seconds until the next try, 0 while it is under way; `undefined` when none is due. */
  readonly retryInSeconds: number | undefined;
}

/** What a player can do about it. */
export interface PlaybackActions {
  /** Begins a session. `takesOver`: even if it means to take the place of another window. */
  openSession(takesOver: boolean): void;
  /** Ends the session, and tells the server. */
  closeSession(): void;
  /** Starts a video that waits for a touch. */
  resumeVideo(): void;
  /** Asks the server for the state of the stream. */
  askServerState(): void;
  /** Asks for the images of the compatibility mode, in place of an earlier response if there is one. */
  showFallback(): void;
  hideFallback(): void;
  /** Called when the view is another than before. */
  show(view: PlaybackView): void;
}

/** What a player is allowed to do. */
export interface PlaybackSettings {
  /** Whether the compatibility mode may be shown. */
  readonly mayFallBack: boolean;
}
