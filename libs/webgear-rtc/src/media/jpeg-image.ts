import type { VideoFrame } from './video-frame.js';

/** One frame as a JPEG file, shared read-only by all its readers. */
export interface JpegImage {
  /** Capture time of the frame in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** The file. */
  readonly data: Buffer;
}

/** Makes a JPEG file of each frame it is given. */
export interface JpegImageEncoder {
  /** Compresses one frame of any size, which stays the caller's. Calls must not overlap. */
  encode(frame: VideoFrame): Promise<JpegImage>;
  /** Frees everything once a frame under way is done. A second call does nothing. */
  close(): Promise<void>;
}
