import type { VideoFrame } from './video-frame.js';

/**
 * Order of the samples of an uncompressed frame, one byte each.
 *
 * `bgr24` is OpenCV's order. `ya8` is gray and alpha. `i420` and `nv12` are 4:2:0: a plane of luma, then the colour in half
 * the width and height. What is in place of alpha is not looked at.
 *
 * @publicApi
 */
export type PixelFormat = 'bgr24' | 'rgb24' | 'bgra' | 'rgba' | 'gray' | 'ya8' | 'i420' | 'nv12';

/**
 * When a frame was taken, if its maker knows. Either field will do.
 *
 * @publicApi
 */
export interface FrameTime {
  /** Microseconds from any start, the same for all frames of a source. */
  readonly captureTimeUs?: number;
  /** The same under the name that WebCodecs gives it. */
  readonly timestamp?: number;
}

/**
 * Pixels in memory. An `ImageData` of a canvas is one as it is.
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
 * A canvas with a 2D context, as `@napi-rs/canvas` and others make it. Its pixels are read out when it is given.
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
 * What `sharp(…).raw().toBuffer({ resolveWithObject: true })` gives: gray, RGB or RGBA.
 *
 * @publicApi
 */
export interface RawImageFrame extends FrameTime {
  /** The samples. */
  readonly data: Uint8Array;
  /** What the samples are. */
  readonly info: { readonly width: number; readonly height: number; readonly channels: number };
}

/**
 * A `Mat` of OpenCV.js with 8 bits a channel, seen as its `imshow` shows it: gray, RGB or RGBA. It may be a region of
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
  /** OpenCV's number of depth and channels; 0, 16 and 24 are 8 bits in 1, 3 and 4 channels. */
  type(): number;
  /** Samples for each pixel. */
  channels(): number;
  /** Bytes from the start of one row to that of the next, first of all. */
  readonly step?: ArrayLike<number>;
  /** Whether rows follow one another without a gap; not so in a region of another `Mat`. */
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
  /** When it was taken, in ticks from any start; without {@link timeBase} it says nothing. */
  readonly pts?: bigint;
  /** Length of a tick, in seconds; a decoder of node-av writes it. 0/1 says that there is none. */
  readonly timeBase?: { readonly num: number; readonly den: number };
  /** Gives the memory back. */
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
  /** Part of the frame that is meant to be seen, in pixels. */
  readonly visibleRect: { readonly width: number; readonly height: number } | null;
  /** Bytes that {@link copyTo} writes. */
  allocationSize(): number;
  /** Writes the samples without padding. */
  copyTo(destination: Uint8Array): Promise<unknown>;
  /** A second owner of the same frame. */
  clone(): WebCodecsFrame;
  /** Gives the memory back. */
  close(): void;
}

/**
 * One frame of a source of your own, in a form you have it in.
 *
 * Bytes alone, or an `ArrayBuffer` of them, are a JPEG or PNG file. Pixels are copied once, before the next frame is asked for, so their memory may
 * be used again; those of a `VideoFrame` and of a node-av `Frame` are shared, not copied.
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
