/** What a viewer sees now; `docs/reference/player.md` says what each state does next. */
export type PlayerState =
  | 'idle'
  | 'connecting'
  | 'live'
  | 'buffering'
  | 'no-input'
  | 'ended'
  | 'full'
  | 'refused'
  | 'offline'
  | 'blocked'
  | 'paused'
  | 'replaced';

/** How the pictures come: over WebRTC, or in compatibility mode as one JPEG after the other. */
export type PlayerTransport = 'webrtc' | 'mjpeg';

/** Which controls there are; `status` is the state without buttons. */
export type PlayerControls = 'full' | 'status' | 'none';

/** Measurements of the last second. What a browser does not tell is `undefined`. */
export interface PlayerStats {
  /** Width of the picture in pixels. */
  readonly width: number | undefined;
  /** Height of the picture in pixels. */
  readonly height: number | undefined;
  /** Pictures decoded per second. */
  readonly framesPerSecond: number | undefined;
  /** Bits of video received per second. */
  readonly bitrateBps: number | undefined;
  /** Share of the packets that got lost, 0 to 1. */
  readonly lossRate: number | undefined;
  /** Time to the server and back, in milliseconds. */
  readonly roundTripMs: number | undefined;
  /** How long the browser keeps a picture between its arrival and the screen, in milliseconds. */
  readonly delayMs: number | undefined;
  /** For example `video/H264`. */
  readonly codec: string | undefined;
}

/** The attributes as a template language with types knows them. */
export interface WebGearPlayerAttributes {
  /** Address of the stream's page. */
  src?: string;
  /** What the picture shows. */
  name?: string;
  /** Which controls there are. */
  controls?: PlayerControls;
  /** Address of a picture to show until the first one of the stream. */
  poster?: string;
  /** Wait for `play()`. */
  paused?: boolean | '';
  /** Never show the compatibility mode. */
  'no-fallback'?: boolean | '';
}

/** The events; they do not bubble. */
export interface WebGearPlayerEventMap extends HTMLElementEventMap {
  /** The state changed. */
  statechange: CustomEvent<{
    readonly state: PlayerState;
    readonly previous: PlayerState;
    readonly message: string;
  }>;
  /** The first picture of a connection is on screen. */
  firstpicture: CustomEvent<{ readonly transport: PlayerTransport }>;
  /** `muted` or `volume` changed. */
  volumechange: Event;
  /** A try failed. `code` is the server's, or empty where it did not answer. */
  playbackerror: CustomEvent<{ readonly code: string; readonly message: string }>;
}

/** The element `<webgear-player>`. */
export interface WebGearPlayer extends HTMLElement {
  /** Address of the stream's page. */
  src: string;
  /** What the picture shows. */
  name: string;
  /** Which controls there are. */
  controls: PlayerControls;
  /** Address of a picture to show until the first one of the stream. */
  poster: string;
  /** Whether it waits for `play()`. */
  paused: boolean;
  /** Whether the compatibility mode is ruled out. */
  noFallback: boolean;
  /** What a viewer sees now. */
  readonly state: PlayerState;
  /** The state in words, as shown. */
  readonly message: string;
  /** How the pictures come. */
  readonly transport: PlayerTransport;
  /** Measurements of the last second, or `undefined` while there are none. */
  readonly stats: PlayerStats | undefined;
  /** The element that shows the pictures: the built-in one or that in the slot. */
  readonly video: HTMLVideoElement;
  /** Whether the sound is off. */
  muted: boolean;
  /** How loud, 0 to 1. */
  volume: number;
  /** Plays from now on, never what was missed. */
  play(): void;
  /** Holds the picture, and lets go of the place at the server. */
  pause(): void;
  /**
   * The picture on screen as PNG.
   *
   * @throws DOMException `InvalidStateError` when there is none
   */
  snapshot(): Promise<Blob>;
  /** As of `<video>`. */
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
  addEventListener<Type extends keyof WebGearPlayerEventMap>(
    type: Type,
    listener: (this: WebGearPlayer, event: WebGearPlayerEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof WebGearPlayerEventMap>(
    type: Type,
    listener: (this: WebGearPlayer, event: WebGearPlayerEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'webgear-player': WebGearPlayer;
  }
}
