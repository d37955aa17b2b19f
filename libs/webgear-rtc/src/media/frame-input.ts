import type { VideoFrame } from './video-frame.js';

/**
 * Order of the samples of an uncompressed frame, one byte each.
 *
 * `bgr24` is OpenCV's order. `ya8` is gray and alpha. `i420` and `nv12` are 4:2:0: a plane of luma, then the colour in half
 * the width and height. Alpha is ignored.
 *
 * @publicApi
 */
export type PixelFormat = 'bgr24' | 'rgb24' | 'bgra' | 'rgba' | 'gray' | 'ya8' | 'i420' | 'nv12';

/**
 * Capture time of a frame, if known, for which either field is sufficient, and what is known of it.
 *
 * @publicApi
 */
export interface FrameTime {
  /** What pages of viewers are told together with this frame. See `WebGearRtcService.publishMetadata()`. */
  readonly metadata?: unknown;
  /** Microseconds from any origin, the same for all frames of a source. */
  readonly captureTimeUs?: number;
  /** The same by its name in WebCodecs. */
  readonly timestamp?: number;
}

/**
 * Pixels in memory. The `ImageData` of a canvas has this form.
 *
 * @publicApi
 */
export interface PixelFrame extends FrameTime {
  /** The samples, in bytes; a Node `Buffer` is a `Uint8Array`. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /**
   * Order of the samples.
   *
   * @default by their number for each pixel: `gray`, `ya8`, `bgr24` or `bgra`; with a `Uint8ClampedArray`, a canvas's, `rgba`
   */
  readonly format?: PixelFormat;
  /**
   * Bytes from the start of one row to that of the next, where rows are padded; not for `i420` and `nv12`.
   *
   * @default no padding
   */
  readonly stride?: number;
}

/**
 * A canvas with a 2D context, as `@napi-rs/canvas` and others make it. Its pixels are read when it is passed.
 *
 * @publicApi
 */
export interface CanvasFrame extends FrameTime {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Its context. */
  getContext(contextId: '2d'): unknown;
}

/**
 * The result of `sharp(…).raw().toBuffer({ resolveWithObject: true })`: gray, RGB or RGBA.
 *
 * @publicApi
 */
export interface RawImageFrame extends FrameTime {
  /** The samples. */
  readonly data: Uint8Array;
  /** Size and number of channels. */
  readonly info: { readonly width: number; readonly height: number; readonly channels: number };
}

/**
 * A `Mat` of OpenCV.js with 8 bits per channel, interpreted as by its `imshow`: gray, RGB or RGBA. It may be a region of
 * another.
 *
 * @publicApi
 */
export interface MatFrame extends FrameTime {
  /** Height in pixels. */
  readonly rows: number;
  /** Width in pixels. */
  readonly cols: number;
  /** The samples. */
  readonly data: Uint8Array;
  /** OpenCV's type, depth and channels in one number; 0, 16 and 24 are 8 bits in 1, 3 and 4 channels. */
  type(): number;
  /** Samples per pixel. */
  channels(): number;
  /** Strides in bytes; the first is that from one row to the next. */
  readonly step?: ArrayLike<number>;
  /** Whether rows are contiguous; `false` for a region of another `Mat`. */
  isContinuous?(): boolean;
}

/**
 * A `Frame` of node-av, in any pixel format that FFmpeg can scale.
 *
 * @publicApi
 */
export interface FfmpegFrame {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** FFmpeg's number of the pixel format. */
  readonly format: number;
  /** Bytes from one row to the next, for each plane. */
  readonly linesize: number[];
  /** Capture time in ticks from any origin; ignored without {@link timeBase}. */
  readonly pts?: bigint;
  /** Length of a tick in seconds, set by decoders of node-av. 0/1 means that there is none. */
  readonly timeBase?: { readonly num: number; readonly den: number };
  /** Frees the memory. */
  free(): void;
}

/**
 * A `VideoFrame` of WebCodecs, in 8 bits.
 *
 * @publicApi
 */
export interface WebCodecsFrame extends FrameTime {
  /** Order of the samples: `I420`, `NV12`, `RGBA`, `RGBX`, `BGRA` or `BGRX`. */
  readonly format: string | null;
  /** Visible part of the frame, in pixels. */
  readonly visibleRect: { readonly width: number; readonly height: number } | null;
  /** Bytes that {@link copyTo} writes. */
  allocationSize(): number;
  /** Writes the samples without padding. */
  copyTo(destination: Uint8Array): Promise<unknown>;
  /** A second owner of the same frame. */
  clone(): WebCodecsFrame;
  /** Frees the memory. */
  close(): void;
}

/**
 * One frame of a source of your own, in any supported form.
 *
 * Bytes alone, or an `ArrayBuffer` of them, are a JPEG or PNG file. Pixels are copied once, before the next frame is
 * requested, so their memory may be reused; those of a `VideoFrame` and of a node-av `Frame` are shared, not copied.
 *
 * @publicApi
 */
export type FrameInput =
  | PixelFrame
  | CanvasFrame
  | RawImageFrame
  | MatFrame
  | VideoFrame
  | FfmpegFrame
  | WebCodecsFrame
  | Uint8Array
  | ArrayBuffer;
