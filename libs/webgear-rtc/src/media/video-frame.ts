/**
 * A decoded frame with its capture time.
 *
 * It owns native memory, which its owner frees with {@link close}. A frame delivered to a callback or by an Observable is
 * borrowed: it is valid until the callback returns; to keep it, keep a {@link clone}.
 *
 * @publicApi
 */
export interface VideoFrame extends Disposable {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** FFmpeg's name of the pixel format, for example `yuv420p` or `bgr24`. */
  readonly pixelFormat: string;
  /** Time of capture in microseconds on the process's monotonic clock (see {@link CaptureClock}). */
  readonly captureTimeUs: number;
  /**
   * A second owner of the same pixels, which are shared, not copied. Close it as well.
   *
   * @param captureTimeUs the copy's capture time; this frame's own when left out
   */
  clone(captureTimeUs?: number): VideoFrame;
  /** Frees the memory. A second call does nothing. */
  close(): void;
}

/** A size in pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A frame, by its capture time. Every frame of the library is one: those of `frames$` and `encodedFrames$()`, and that of a
 * `transform`.
 *
 * @publicApi
 */
export interface CapturedFrame {
  /** Time of capture in microseconds on the process's monotonic clock. */
  readonly captureTimeUs: number;
}

/**
 * Which frame metadata belongs to: a frame, or a time of the wall clock, for those who know when a frame was captured and not
 * which one it is.
 *
 * @publicApi
 */
export type FrameMoment =
  CapturedFrame | { readonly frame: CapturedFrame } | { readonly captureTime: Date | number };
