/** A frame in plain memory that threads share, in OpenCV's order of samples, rows without padding. */
export interface BgrImage {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes, or more where rows are to be added below. */
  readonly data: Uint8Array<SharedArrayBuffer>;
  /** Microseconds on the process's monotonic clock. */
  readonly captureTimeUs: number;
}
