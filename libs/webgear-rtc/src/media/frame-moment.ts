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
