import type { EncodedFrame } from '../media/encoded-frame.js';
import type { VideoFrame } from '../media/video-frame.js';

/**
 * What a source knows about its frames once it is open.
 *
 * @publicApi
 */
export interface VideoSourceInfo {
  /** Width of the frames in pixels. */
  readonly width: number;
  /** Height of the frames in pixels. */
  readonly height: number;
  /** Nominal frames per second; the true rate is that of the capture times. */
  readonly framerate: number;
  /** `true` when the source sets the pace itself (camera, RTSP); `false` when we must (file). */
  readonly live: boolean;
  /** Whose decoders can show the source's own H.264 as it is; only when that is what it gives. */
  readonly passthrough?: PassthroughFormat;
  /** What the maker of the video says of it; only with `streamMode`. */
  readonly metadata?: SourceMetadata;
}

/**
 * What a viewer must be able to decode to get a source's own H.264.
 *
 * @publicApi
 */
export interface PassthroughFormat {
  /** `profile_idc` and constraint flags as four hex digits, as in an SDP's `profile-level-id`. */
  readonly profile: string;
  /** `level_idc`: 31 is level 3.1. */
  readonly levelIdc: number;
}

/**
 * Where frames come from.
 *
 * The supervisor calls `open`, reads `frames` to its end and calls `close`, in that order and never twice at a time;
 * after `close` it may `open` again.
 */
export interface VideoSource {
  /** What to call this source in logs and errors; credentials are already masked. */
  readonly label: string;
  /**
   * `true` when failing and ending may pass (camera, network): the supervisor opens it again. `'after-failure'` when an
   * end is meant and only a failure may pass. Left out: `false`.
   */
  readonly reconnects?: boolean | 'after-failure';
  /** Connects, and resolves when the first frame can be expected. Rejects with a coded error. */
  open(signal: AbortSignal): Promise<VideoSourceInfo>;
  /**
   * The frames, newest last, each owned by the reader. The iteration ends when the source does.
   *
   * Capture times of a live source are the clock's; any other's count from a start of their own, and the supervisor
   * plays them at that pace and gives them the clock's.
   */
  frames(): AsyncIterable<VideoFrame>;
  /**
   * The same as they came, where they are encoded and can be sent so; decoded in between. Read instead of {@link frames}
   * when the source has said `passthrough` of itself, or {@link isReadEncoded}. Encoded frames begin with a key frame
   * after every decoded one, and every key frame can be decoded alone.
   */
  encodedFrames?(): AsyncIterable<EncodedFrame | VideoFrame>;
  /** Whether {@link encodedFrames} is to be read, once it is open. Left out: when it has said `passthrough` of itself. */
  readonly isReadEncoded?: boolean;
  /**
   * Once it is open: `true` when its format lets timestamps jump in the middle, as MPEG-TS and HLS do where parts are joined. A
   * step ahead is then no pause. Left out: `false`.
   */
  readonly timestampsMayJump?: boolean;
  /**
   * Compressed frames that have arrived since it was opened, whether they could be decoded or not: signs of life. Left
   * out: only frames are.
   */
  readonly packetsRead?: number;
  /** Frees everything, also while `open` or `frames` is under way. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * What the maker of a page says of its video. A field is absent where nobody says it.
 *
 * @publicApi
 */
export interface SourceMetadata {
  /** Its name. */
  readonly title?: string;
  /** Its name on the site it is from. */
  readonly id?: string;
  /** Who put it there. */
  readonly uploader?: string;
  /** Its length in seconds; a live one has none. */
  readonly durationSeconds?: number;
  /** Address of its page. */
  readonly pageUrl?: string;
  /** Address of a frame of it. */
  readonly thumbnailUrl?: string;
  /** Whether it is being made right now. */
  readonly live: boolean;
  /** Heights in pixels in which it is there, largest first. */
  readonly heights: readonly number[];
}
