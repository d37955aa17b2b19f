import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { SourceMetadata } from './yt-dlp/source-metadata.interface.js';

/**
 * What a source knows about its pictures once it is open.
 *
 * @publicApi
 */
export interface VideoSourceInfo {
  /** Width of the pictures in pixels. */
  readonly width: number;
  /** Height of the pictures in pixels. */
  readonly height: number;
  /** Nominal frames per second; the true rate is that of the capture times. */
  readonly framerate: number;
  /** `true` when the source sets the pace itself (camera, RTSP); `false` when we must (file). */
  readonly live: boolean;
  /** What the maker of the video says of it; only with `streamMode`. */
  readonly metadata?: SourceMetadata;
}

/**
 * Where pictures come from.
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
  /** Connects, and resolves when the first picture can be expected. Rejects with a coded error. */
  open(signal: AbortSignal): Promise<VideoSourceInfo>;
  /**
   * The pictures, newest last, each owned by the reader. The iteration ends when the source does.
   *
   * Capture times of a live source are the clock's; any other's count from a start of their own, and the supervisor
   * plays them at that pace and gives them the clock's.
   */
  frames(): AsyncIterable<VideoFrame>;
  /** Frees everything, also while `open` or `frames` is under way. A second call does nothing. */
  close(): Promise<void>;
}
