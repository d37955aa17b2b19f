import type { FrameInput, PixelFormat } from '../media/frame-input.js';
import type { CapturedFrame } from '../media/video-frame.js';

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
 * The stream of a transform.
 *
 * @publicApi
 */
export interface TransformContext {
  /** Its name. */
  readonly streamName: string;
  /**
   * Tells the pages of viewers something of a frame, for example what a detector found in it. See
   * `WebGearRtcService.publishMetadata()`.
   *
   * @param frame the frame that the transform was called with
   * @returns whether anybody listens
   * @throws WebGearRtcError `WGR_METADATA_INVALID`, `WGR_METADATA_TOO_LARGE`
   */
  publishMetadata(value: unknown, frame: CapturedFrame): boolean;
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
  stream: TransformContext,
) => FrameInput | undefined | Promise<FrameInput | undefined>;
