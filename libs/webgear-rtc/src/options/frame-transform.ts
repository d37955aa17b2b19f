import type { FrameInput, PixelFormat } from '../media/frame-input.js';

/**
 * Order of the samples that a transform gets; all of them full range, 0 is black and 255 white.
 *
 * @publicApi
 */
export type TransformFormat = Exclude<PixelFormat, 'ya8' | 'i420' | 'nv12'>;

/**
 * A frame whose samples a transform reads and writes. With the format `rgba` an `ImageData` can be made of it.
 *
 * @publicApi
 */
export interface TransformFrame {
  /** The samples, rows without padding. The memory is reused for the next frame. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Order of the samples, as the option `transformFormat` asks for it. */
  readonly format: TransformFormat;
  /** Time of capture in microseconds on the process's monotonic clock. */
  readonly captureTimeUs: number;
}

/**
 * Changes each frame before it is compressed: returns the same frame with other samples, or another one in any form that a
 * `customStream` takes. `undefined` drops the frame.
 *
 * The samples are valid until the transform returns or its promise settles, and the next call comes after that. A
 * `VideoFrame` or a node-av `Frame` that is returned is closed by the library.
 *
 * @publicApi
 */
export type FrameTransform = (
  frame: TransformFrame,
) => FrameInput | undefined | Promise<FrameInput | undefined>;
