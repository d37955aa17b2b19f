/** A `yuv420p` picture in plain memory: luma, then blue and red in half the size, rows without padding. */
export interface PlainPicture {
  /** Even. */
  readonly width: number;
  /** Even. */
  readonly height: number;
  /** `width * height * 3 / 2` bytes that may be handed to another thread. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Microseconds on the process's monotonic clock. */
  readonly captureTimeUs: number;
  readonly matrix: 'bt601' | 'bt709';
}
