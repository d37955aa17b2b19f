/**
 * Sound that the application makes: of an object with `audio()` beside `read()`, or pushed to a `PushSource`.
 *
 * The samples are copied, so that their array may be used again.
 *
 * @publicApi
 */
export interface AudioInput {
  /** Interleaved samples: of `Float32Array` from -1 to 1, of `Int16Array` from -32,768 to 32,767. */
  readonly samples: Float32Array | Int16Array;
  /** Samples per second of each channel, 8,000 to 192,000. */
  readonly sampleRateHz: number;
  /** 1 to 8. */
  readonly channels: number;
  /**
   * Capture time of the first sample in microseconds, on the same axis as that of the frames.
   *
   * @default right after the samples before
   */
  readonly captureTimeUs?: number;
}
