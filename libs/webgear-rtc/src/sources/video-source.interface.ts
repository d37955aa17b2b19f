import type { AudioFormat, AudioFrame, EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { VideoFrame } from '../media/video-frame.js';

/**
 * What a source reports when it is open.
 *
 * @publicApi
 */
export interface VideoSourceInfo {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Nominal frames per second; the actual rate follows from the capture times. */
  readonly framerate: number;
  /** `true` if the source sets the pace (camera, RTSP); `false` if the library paces it (file). */
  readonly live: boolean;
  /** What decoders must support for passthrough; only if the source supports passthrough. */
  readonly passthrough?: PassthroughFormat;
  /** Its sound, if it has any. */
  readonly audio?: AudioFormat;
  /** Metadata of the video; only with `streamMode`. */
  readonly metadata?: SourceMetadata;
}

/**
 * What a decoder must support to receive the source's own encoded frames.
 *
 * @publicApi
 */
export interface PassthroughFormat {
  /** H.264 where left out. */
  readonly codec?: VideoCodec;
  /** H.264: `profile_idc` and constraint flags as four hex digits, as in an SDP's `profile-level-id`; else empty. */
  readonly profile: string;
  /** H.264: `level_idc`, 31 is level 3.1; else 0. */
  readonly levelIdc: number;
}

/**
 * A source of frames.
 *
 * The supervisor calls `open`, reads `frames` to its end and calls `close`, in this order and never concurrently;
 * after `close` it may `open` again.
 */
export interface VideoSource {
  /** Name of the source in logs and errors, with credentials masked. */
  readonly label: string;
  /**
   * `true` if a failure or an end may be temporary (camera, network): the supervisor reconnects. `'after-failure'` if
   * an end is final. Default: `false`.
   */
  readonly reconnects?: boolean | 'after-failure';
  /** Connects, and resolves when the first frame is expected. Rejects with a coded error. */
  open(signal: AbortSignal): Promise<VideoSourceInfo>;
  /**
   * The frames in order, each owned by the reader. The iteration ends with the source.
   *
   * A live source uses capture times of the clock. Times of others start anywhere; the supervisor paces them and
   * converts them to the clock.
   */
  frames(): AsyncIterable<VideoFrame>;
  /**
   * The encoded frames while passthrough is possible, decoded frames otherwise. Read instead of {@link frames} if the
   * source reports `passthrough`, or {@link isReadEncoded}. After decoded frames, encoded ones start with a key
   * frame; every key frame is decodable on its own.
   */
  encodedFrames?(): AsyncIterable<EncodedFrame | VideoFrame>;
  /**
   * The sound, read beside the frames while there are listeners; only if the source reports `audio`. Capture times are on the
   * axis of those of the frames. It ends with the source or when the signal aborts, and may be called again after that.
   * An error ends the sound alone: the frames go on.
   */
  audioFrames?(signal: AbortSignal): AsyncIterable<AudioFrame | EncodedAudioFrame>;
  /** Whether the sound has capture times of the clock although the source is not live. Default: `false`. */
  readonly isAudioLive?: boolean;
  /** Whether to read {@link encodedFrames}, once open. Default: whether the source reports `passthrough`. */
  readonly isReadEncoded?: boolean;
  /**
   * Whether timestamps may jump, once open, as in MPEG-TS and HLS where parts are joined. A step ahead is then not a
   * pause. Default: `false`.
   */
  readonly timestampsMayJump?: boolean;
  /**
   * For a source that others publish to: whether one does at present, also while it is not open. Left out where the source
   * is one that is opened.
   */
  readonly hasPublisher?: boolean | undefined;
  /** Encoded frames received since opening, decodable or not, as a sign of activity. Without it only frames count. */
  readonly packetsRead?: number;
  /**
   * Asks for a key frame, which comes soon if it comes at all. Only where the encoder behind the source can be asked: its key frames
   * may then be as far apart as it likes.
   */
  requestKeyFrame?(): void;
  /** Frees everything, also while `open` or `frames` is pending. Idempotent. */
  close(): Promise<void>;
}

/**
 * What a page states about its video. Unknown fields are absent.
 *
 * @publicApi
 */
export interface SourceMetadata {
  /** Title of the video. */
  readonly title?: string;
  /** Identifier on its site. */
  readonly id?: string;
  /** Name of the uploader. */
  readonly uploader?: string;
  /** Duration in seconds; absent for a live stream. */
  readonly durationSeconds?: number;
  /** URL of the page. */
  readonly pageUrl?: string;
  /** URL of a preview image. */
  readonly thumbnailUrl?: string;
  /** Whether it is a live stream. */
  readonly live: boolean;
  /** Available heights in pixels, largest first. */
  readonly heights: readonly number[];
}
