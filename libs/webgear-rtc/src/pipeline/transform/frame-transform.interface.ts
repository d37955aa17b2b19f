import type { FrameInput, PixelFormat } from '../../media/frame-input.js';

/**
 * Order of the samples in which frames are handed to a transform; all of them full range, 0 is black and 255 white.
 *
 * @publicApi
 */
export type TransformFormat = Exclude<PixelFormat, 'ya8' | 'i420' | 'nv12'>;

/**
 * A frame to look at and to write into. With the format `rgba` an `ImageData` can be made of it.
 *
 * @publicApi
 */
export interface TransformFrame {
  /** The samples, rows without padding. The memory is used again for the next frame. */
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
 * What becomes of each frame before it is compressed: the same frame with other samples, or another in any form that a
 * `customStream` may have it in. `undefined` leaves the frame out.
 *
 * The frame is lent until the transform comes back, and the next one comes after that. A `VideoFrame` or a node-av
 * `Frame` that is returned is handed over, and closed for you.
 *
 * @publicApi
 */
export type FrameTransform = (
  frame: TransformFrame,
) => FrameInput | undefined | Promise<FrameInput | undefined>;

/** How frames are transformed. */
export interface TransformSettings {
  readonly transform: FrameTransform;
  readonly format: TransformFormat;
  /** How long one frame may take, in milliseconds. */
  readonly budgetMs: number;
}
