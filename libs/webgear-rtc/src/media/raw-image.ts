/** A `yuv420p` frame in plain memory: luma, then blue and red in half the size, rows without padding. */
export interface PlanarImage {
  /** Even. */
  readonly width: number;
  /** Even. */
  readonly height: number;
  /**
   * `width * height * 3 / 2` bytes that another thread may be given; the owner of the frame may write to them.
   *
   * Shared, not transferred: once V8 has seen a transfer, it checks before each access to any array whether its memory
   * is still there, and moving a frame takes twice as long.
   */
  readonly data: Uint8Array<SharedArrayBuffer>;
  /** Microseconds on the process's monotonic clock. */
  readonly captureTimeUs: number;
  readonly matrix: 'bt601' | 'bt709';
}

/** A frame in plain memory that threads share, in OpenCV's order of samples, rows without padding. */
export interface BgrImage {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes, or more where rows are to be added below. */
  readonly data: Uint8Array<SharedArrayBuffer>;
  /** Microseconds on the process's monotonic clock. */
  readonly captureTimeUs: number;
}
