import type { PlayerWords } from './words/player-words.js';

/** State of the player; `docs/reference/player.md` describes what follows each one. */
export type PlayerState =
  | 'idle'
  | 'connecting'
  | 'live'
  | 'buffering'
  | 'too-slow'
  | 'no-input'
  | 'ended'
  | 'full'
  | 'refused'
  | 'offline'
  | 'blocked'
  | 'paused'
  | 'replaced';

/** Transport of the video: WebRTC, or MJPEG in compatibility mode. */
export type PlayerTransport = 'webrtc' | 'mjpeg';

/** Which controls are shown; `status` is the state without buttons. */
export type PlayerControls = 'full' | 'status' | 'none';

/** Path of the media: its transport protocol, and whether a TURN relay forwards it. */
export type PlayerPath = 'udp-direct' | 'udp-relay' | 'tcp-direct' | 'tcp-relay';

/** How video fills the element: whole, or cut off to cover it. */
export type PlayerFit = 'contain' | 'cover';

/** Statistics of the last second. A value that the browser does not report is `undefined`. */
export interface PlayerStats {
  /** Width of the video in pixels. */
  readonly width: number | undefined;
  /** Height of the video in pixels. */
  readonly height: number | undefined;
  /** Frames decoded per second. */
  readonly framesPerSecond: number | undefined;
  /** Bits of video received per second. */
  readonly bitrateBps: number | undefined;
  /** Share of lost packets, 0 to 1. */
  readonly lossRate: number | undefined;
  /** Round-trip time to the server, in milliseconds. */
  readonly roundTripMs: number | undefined;
  /** Delay of the browser's jitter buffer, in milliseconds. */
  readonly delayMs: number | undefined;
  /** For example `video/H264`. */
  readonly codec: string | undefined;
  /** Time from capture until the frame is on the screen, in milliseconds; the browser must know the clock of the server. */
  readonly latencyMs: number | undefined;
  /** Variation of the time between packets (RFC 3550 §6.4.1), in milliseconds. */
  readonly jitterMs: number | undefined;
  /** Frames that were too late to be shown since the connection was made. */
  readonly framesDropped: number | undefined;
  /** Packets that arrived only when sent again, since the connection was made. */
  readonly packetsRepaired: number | undefined;
  /** Freezes since the connection was made. */
  readonly freezeCount: number | undefined;
  /** Duration of all freezes together, in milliseconds. */
  readonly freezeMs: number | undefined;
  /** Whether hardware decodes the video. */
  readonly isHardware: boolean | undefined;
  /** Path of the media. */
  readonly path: PlayerPath | undefined;
  /** Statistics of the sound; `undefined` while none has arrived. */
  readonly audio: PlayerAudioStats | undefined;
}

/** Statistics of the sound in the last second. A value that the browser does not report is `undefined`. */
export interface PlayerAudioStats {
  /** For example `audio/opus`. */
  readonly codec: string | undefined;
  /** Bits of sound received per second. */
  readonly bitrateBps: number | undefined;
  /** Packets received since the connection was made. */
  readonly packetsReceived: number;
  /** Share of lost packets, 0 to 1. */
  readonly lossRate: number | undefined;
  /** Share of the samples that the browser made up, because their packets were missing or late; 0 to 1. */
  readonly concealedRate: number | undefined;
  /** Delay of the browser's jitter buffer, in milliseconds. */
  readonly delayMs: number | undefined;
  /** Level of the sound as it is played, 0 to 1: 0 while muted. */
  readonly level: number | undefined;
  /** How far the sound is ahead of the video, in milliseconds; negative where it is late. */
  readonly offsetMs: number | undefined;
}

/** One step of the quality ladder of a stream. */
export interface PlayerRung {
  /** Its name, for `quality`. */
  readonly rung: string;
  /** Width of its frames in pixels. */
  readonly width: number;
  /** Height of its frames in pixels. */
  readonly height: number;
  /** What the viewer's network must carry for it, in bits per second. */
  readonly bitrateBps: number;
}

/** The attributes, for typed template languages such as JSX. */
export interface WebGearPlayerAttributes {
  /** URL of the stream's page; `offer`, `stream.mjpeg` and the other routes are relative to it. Required. */
  src?: string;
  /**
   * Name of the stream: for screen readers, beside the state, and in file names of snapshots.
   *
   * @defaultValue Live video
   */
  name?: string;
  /**
   * `full`: all controls, which fade over live video; `status`: the state without buttons; `none`: only the video, whose state is announced
   * to screen readers, and a notice while it is not live.
   *
   * @defaultValue full
   */
  controls?: PlayerControls;
  /** URL of an image to show until the first frame; `auto`: the last image that the server has. */
  poster?: string;
  /**
   * How video fills the element: `contain`, whole, or `cover`, cut off at the edges.
   *
   * @defaultValue contain
   */
  fit?: PlayerFit;
  /**
   * Do not play until `play()` or until the viewer presses Play; set and removed by `pause()` and `play()`. Removed by a page, for example on
   * scroll, it neither restarts an ended stream nor replaces another window.
   */
  paused?: boolean | '';
  /** Never use the compatibility mode (see [States](#states)), which costs the server more. */
  'no-fallback'?: boolean | '';
  /** Never ask for sound; changed while it plays, it connects again. */
  'no-audio'?: boolean | '';
  /**
   * Name of the rung to play, whatever the network carries; `auto`, or a name that the stream does not have, for what it carries.
   *
   * @defaultValue auto
   */
  quality?: string;
  /** `use-credentials`: send cookies to a stream of another origin too. */
  crossorigin?: 'anonymous' | 'use-credentials' | '';
  /** Draw the boxes that the application publishes with frames. */
  overlay?: boolean | '';
  /** Offer to look back at what is recorded of the stream; the default page has it where something is kept. */
  timeline?: boolean | '';
}

/** What the application published with a frame, in the event `metadata`. */
export interface PlayerMetadata {
  /** What was published. */
  readonly value: unknown;
  /** RTP timestamp of the frame it belongs to. */
  readonly rtpTimestamp: number;
  /** Capture time of that frame by the server's clock, in milliseconds since 1970. */
  readonly captureTimeMs: number;
  /** Whether that very frame is on screen now; else the browser has skipped it, or does not tell. */
  readonly isExact: boolean;
}

/** The events; they do not bubble. */
export interface WebGearPlayerEventMap extends HTMLElementEventMap {
  /** The state changed. */
  statechange: CustomEvent<{
    readonly state: PlayerState;
    readonly previous: PlayerState;
    readonly message: string;
  }>;
  /** The first frame of a connection is on screen; slates do not count. */
  firstframe: CustomEvent<{ readonly transport: PlayerTransport }>;
  /** @deprecated Former name of `firstframe`. */
  firstpicture: CustomEvent<{ readonly transport: PlayerTransport }>;
  /** `quality` or the rung in use changed. */
  qualitychange: CustomEvent<{
    readonly quality: string;
    readonly rung: string | undefined;
    readonly rungs: readonly PlayerRung[];
  }>;
  /** The frame is on screen that the application has published something with. The server sends it only to those who listen. */
  metadata: CustomEvent<PlayerMetadata>;
  /** `hasAudio` changed. */
  audiochange: Event;
  /** `muted` or `volume` changed. */
  volumechange: Event;
  /** The application refused what `send()` has sent. */
  controlerror: CustomEvent<{ readonly name: string; readonly code: string; readonly message: string }>;
  /** An attempt failed. `code` is the server's, or empty if it did not answer. */
  playbackerror: CustomEvent<{ readonly code: string; readonly message: string }>;
}

/** The element `<webgear-player>`. Beside these it has the members of every element; `requestFullscreen()` includes the controls. */
export interface WebGearPlayer extends HTMLElement {
  /** Address of the stream's page. */
  src: string;
  /** Name of the stream, shown to viewers. */
  name: string;
  /** Which controls there are. */
  controls: PlayerControls;
  /** URL of an image to show until the first frame; `auto`: the last image that the server has. */
  poster: string;
  /** How video fills the element; `contain` unless set. */
  fit: PlayerFit;
  /** Whether it waits for `play()`. */
  paused: boolean;
  /** Whether the compatibility mode is ruled out. */
  noFallback: boolean;
  /** Whether sound is never asked for. */
  noAudio: boolean;
  /** Name of the rung to play, or `auto` for what the network carries. */
  quality: string;
  /** Whether boxes are drawn that the application publishes with frames. */
  overlay: boolean;
  /** `use-credentials`: cookies are sent to a stream of another origin too, as `<video>` does. */
  crossOrigin: string | null;
  /** Called for each request to the server of the stream: headers such as `Authorization`, or a promise of them. */
  requestHeaders: (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /** The rungs there are for this viewer, best first; empty while unknown. */
  readonly rungs: readonly PlayerRung[];
  /** Name of the rung in use; `undefined` while unknown. */
  readonly rung: string | undefined;
  /** The current state. */
  readonly state: PlayerState;
  /** Text of the state, as shown. */
  readonly message: string;
  /** Seconds until the next attempt, 0 during one; `undefined` if none is planned. */
  readonly retryInSeconds: number | undefined;
  /** The current transport. */
  readonly transport: PlayerTransport;
  /** Statistics of the last second, or `undefined` if there are none. */
  readonly stats: PlayerStats | undefined;
  /** The texts in force, of the language of the nearest `lang`. What is assigned takes precedence, for this player alone. */
  get words(): PlayerWords;
  set words(own: Partial<PlayerWords>);
  /** The element that plays the video: the built-in one or that in the slot. */
  readonly video: HTMLVideoElement;
  /** Whether there is sound now. */
  readonly hasAudio: boolean;
  /** Whether the sound is muted: at first, by choice, or because the browser refuses to play with sound. */
  muted: boolean;
  /** Volume, 0 to 1. */
  volume: number;
  /** Plays from the current moment on; replaces another window that took the place. */
  play(): void;
  /** Freezes the last frame and releases the place on the server. */
  pause(): void;
  /**
   * The frame on screen as PNG.
   *
   * @throws DOMException `InvalidStateError` if there is none
   */
  snapshot(): Promise<Blob>;
  /**
   * Sends the newest value of a control to the application, such as the position of a joystick: values that another one replaces
   * before they could be sent are not sent. A control that the application stops when it hears no more is kept in motion until the
   * next `send()`, until `undefined` is sent, or until the page loses the focus or the stream.
   *
   * @param name as in `@WebGearRtcControl()`
   * @param value what JSON can hold; `undefined` stops the control
   */
  send(name: string, value: unknown): void;
  /**
   * Sends a command to the application, and returns what its handler returned.
   *
   * @param name as in `@WebGearRtcControl()`
   * @param value what JSON can hold
   * @throws Error with `code` and `status` of the server; both are empty if it did not answer or there is no session
   */
  control(name: string, value?: unknown): Promise<unknown>;
  /** As for `<video>`. */
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
