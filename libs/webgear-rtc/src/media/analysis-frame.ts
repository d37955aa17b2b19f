/**
 * Order of the samples of an analysis copy, a byte each, full range: 0 is black and 255 white. `bgr` is OpenCV's order.
 *
 * @publicApi
 */
export type AnalysisFormat = 'rgb' | 'rgba' | 'bgr' | 'gray';

/**
 * A smaller copy of a frame, for a model.
 *
 * Its samples are valid until the next one is requested; those of `analysis$`, until the subscriber returns. They are in shared memory:
 * a worker thread that gets {@link AnalysisFrame.buffer} by `postMessage()` reads them without a copy.
 *
 * @publicApi
 */
export interface AnalysisFrame {
  /** The samples, rows without padding. */
  readonly data: Uint8Array<SharedArrayBuffer>;
  /** The memory of {@link data}, from its first byte on. One and the same until the option `analysis` changes. */
  readonly buffer: SharedArrayBuffer;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Order of the samples. */
  readonly format: AnalysisFormat;
  /** Time of capture in microseconds on the process's monotonic clock; `publishMetadata()` finds the frame by it. */
  readonly captureTimeUs: number;
  /** Number of the frame since the first that this consumer could have had, from 0. Numbers that are left out were skipped. */
  readonly frameId: number;
  /** Where in the copy the frame is, in pixels; all of it without `letterbox`. */
  readonly content: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}
