import type { ByteRelay } from './byte-relay.interface.js';

/** What FFmpeg is asked to open. */
export interface MediaInputRequest {
  /** What to call the source in errors, without credentials. */
  readonly label: string;
  /** FFmpeg's address of it, with credentials. */
  readonly url: string;
  /** Makes a process that reads the address, where it must not be opened in this one. */
  readonly relay?: (() => ByteRelay) | undefined;
  /** Path of it, if it is a named pipe, which is waited for in another way. */
  readonly namedPipe?: string | undefined;
  /** Name of FFmpeg's demuxer or device (`v4l2`, `lavfi`, …); guessed from the bytes when left out. */
  readonly format?: string;
  /** Options of the demuxer and the protocol, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
  /** Options of demuxers that may turn out to be needed; those of others are ignored in this process only. */
  readonly demuxerOptions?: Readonly<Record<string, string>>;
  /** A playlist to read instead of what is at the address, which gives the place that relative entries count from. */
  readonly playlist?: string;
  /** Waits as long as there is time, also where an image ought to come at once, and goes on without knowing the size. */
  readonly isPatient?: boolean;
  /** Asks the server how many bytes there are; `undefined` when it states none, as for a live stream. Never rejects. */
  readonly statedLength?: (() => Promise<number | undefined>) | undefined;
  /** Pictures come at their own pace (`true`), at the reader's (`false`), or as what is found there turns out. */
  readonly live: boolean | 'probe';
  /**
   * Hand on the stream's own compressed pictures: never, where browsers can take them, or in any case. Left out: never.
   */
  readonly passthrough?: 'never' | 'auto' | 'always';
  /** Where in a recording to begin, in microseconds: with the picture after that. At its start when left out. */
  readonly startAfterUs?: number | undefined;
  /** How long connecting and finding the video stream may take. */
  readonly openTimeoutMs: number;
}
