/** What FFmpeg is asked to open. */
export interface MediaInputRequest {
  /** What to call the source in errors, without credentials. */
  readonly label: string;
  /** FFmpeg's address of it, with credentials. */
  readonly url: string;
  /** Path of it, if it is a named pipe, which is waited for in another way. */
  readonly namedPipe?: string | undefined;
  /** Name of FFmpeg's demuxer or device (`v4l2`, `lavfi`, …); guessed from the bytes when left out. */
  readonly format?: string;
  /** Options of the demuxer and the protocol, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
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
